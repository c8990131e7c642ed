"""Fewer indexes on what planning writes by the million: none twice, none that nothing asks for."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('followups', '0003_shipped_rules'),
        ('journey', '0006_norms'),
        ('people', '0009_people_set_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='reminder',
            name='reminder_of_case',
        ),
        migrations.RemoveIndex(
            model_name='task',
            name='task_of_case',
        ),
        migrations.AlterField(
            model_name='reminder',
            name='campaign',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='followups.campaign', verbose_name='campaign'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='rule',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='followups.rule', verbose_name='rule'),
        ),
        migrations.AlterField(
            model_name='task',
            name='assignee',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given to'),
        ),
        migrations.AlterField(
            model_name='task',
            name='attempt',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.contactattempt', verbose_name='contact attempt'),
        ),
        migrations.AlterField(
            model_name='task',
            name='ended_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by'),
        ),
        migrations.AlterField(
            model_name='task',
            name='made_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AlterField(
            model_name='task',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='task',
            name='rule',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='followups.rule', verbose_name='rule'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('attempt__isnull', False)), fields=['attempt'], name='task_of_attempt'),
        ),
    ]
