"""Indexes go that another one covers, or by which nothing is looked up: each is written to with every row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_statistics'),
        ('web', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='sentform',
            name='membership',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.membership', verbose_name='membership'),
        ),
    ]
