"""Indexes go that another one covers, or by which nothing is looked up: each is written to with every row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0015_escalated_in_order'),
        ('people', '0032_fewer_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='people.person', verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='message',
            name='reminder',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='followups.reminder', verbose_name='reminder'),
        ),
    ]
