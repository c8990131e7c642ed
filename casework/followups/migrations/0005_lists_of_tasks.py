"""Indexes for the lists of tasks that nobody has, escalated, done, and of messages that failed."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('followups', '0004_planner_indexes'),
        ('journey', '0006_norms'),
        ('people', '0009_people_set_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['send_at'], name='reminder_failed'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('assignee', None), ('for_whom__in', ['coordinator', 'organisation']), ('state', 'open')), fields=['organisation', 'for_whom', 'sort_on'], name='task_of_nobody'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('escalated_on__isnull', False), ('state', 'open')), fields=['organisation', 'escalated_on'], name='task_escalated'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'done')), fields=['ended_by', '-ended_at'], name='task_done_by'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'done')), fields=['organisation', '-ended_at'], name='task_done_lately'),
        ),
    ]
