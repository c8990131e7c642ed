"""Indexes go that another one covers, or by which nothing is looked up: each is written to with every row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0007_lists_in_order'),
    ]

    operations = [
        migrations.AlterField(
            model_name='instalment',
            name='award',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='instalments', to='programmes.award', verbose_name='award'),
        ),
    ]
