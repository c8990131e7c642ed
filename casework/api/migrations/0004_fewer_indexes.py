"""Indexes go that another one covers, or by which nothing is looked up: each is written to with every row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_statistics'),
        ('api', '0003_answers_held_to_access'),
    ]

    operations = [
        migrations.AlterField(
            model_name='givenanswer',
            name='membership',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.membership', verbose_name='membership'),
        ),
    ]
