"""Rules, tasks, reminders, messages, campaigns."""

import casework.followups.models.rule
import casework.followups.rules
import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0005_row_security'),
        ('journey', '0006_norms'),
        ('people', '0008_contact_attempts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('name', models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name='provider')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('opened_until', models.DateTimeField(blank=True, null=True, verbose_name='left alone until')),
                ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='last failure')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='last success')),
            ],
            options={
                'verbose_name': 'provider',
                'verbose_name_plural': 'providers',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='RuleHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('by_user', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_user'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='user')),
                ('by_membership', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_membership'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='membership')),
                ('by_organisation', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_organisation'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='organisation')),
                ('door', models.CharField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.door'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.CharField(max_length=8)), max_length=8, null=True, verbose_name='through')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('code', models.SlugField(db_index=False, max_length=40, verbose_name='code')),
                ('trigger', models.CharField(choices=[('document_expiring', 'a document expires'), ('renewal_open', 'a document may be renewed from'), ('order_lapsing', 'order of cedulación given'), ('appointment', 'appointment'), ('appointment_passed', 'appointment passed without a result'), ('stage_stuck', 'a stage takes longer than it usually does'), ('blocker_review', 'a blocker is to be looked at again'), ('training_starting', 'a training starts'), ('training_without_capital', 'training finished without a seed capital application'), ('instalment_due', 'an instalment is due'), ('business_visit', 'seed capital awarded'), ('no_contact', 'last contact'), ('contact_unverified', 'no contact verified since'), ('consent_ageing', 'consent given'), ('retention_near', 'the time to keep a file ends'), ('data_request_due', 'a data request is to be answered'), ('task_overdue', 'a task is overdue')], max_length=30, verbose_name='counts from')),
                ('offsets', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), help_text='Negative: before.', size=None, verbose_name='when')),
                ('unit', models.CharField(choices=[('days', 'days'), ('months', 'months')], default='days', max_length=6, verbose_name='in')),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('person', 'the person'), ('caseworker', 'her caseworker'), ('coordinator', 'the coordinator'), ('organisation', 'anybody of the organisation')], max_length=12), size=None, verbose_name='for whom')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('title_es', models.CharField(max_length=120, verbose_name='what is to be done, in Spanish')),
                ('title_en', models.CharField(max_length=120, verbose_name='what is to be done, in English')),
                ('task_days', models.PositiveSmallIntegerField(default=3, verbose_name='staff have (days)')),
                ('stake', models.PositiveSmallIntegerField(default=1, help_text='From 0 to 3: each brings a task forward by three days; at 0 it waits until nothing else is due.', verbose_name='how much is at stake')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('email', 'e-mail')], max_length=8), blank=True, default=casework.followups.models.rule.default_channels, size=None, verbose_name='channels, the first first')),
                ('text_es', models.CharField(blank=True, max_length=320, validators=[casework.followups.rules.check_text], verbose_name='message in Spanish')),
                ('text_en', models.CharField(blank=True, max_length=320, validators=[casework.followups.rules.check_text], verbose_name='message in English')),
                ('template', models.SlugField(blank=True, db_index=False, max_length=60, verbose_name='WhatsApp template')),
                ('quiet_from', models.TimeField(default=datetime.time(19, 0), verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0), verbose_name='quiet until')),
                ('max_per_week', models.PositiveSmallIntegerField(default=2, verbose_name='at most in seven days')),
                ('stops', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('answered', 'she answered'), ('reached', 'somebody reached her')], max_length=10), blank=True, default=list, size=None, verbose_name='ends when')),
                ('call_instead', models.BooleanField(default=True, help_text='A task for the caseworker.', verbose_name='somebody calls when no message goes')),
            ],
            options={
                'verbose_name': 'rule of follow-up',
                'verbose_name_plural': 'rules of follow-up',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('plan', 'planning'), ('refresh', 'looking again at what changed'), ('dispatch', 'sending')], max_length=10, verbose_name='kind')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('planned', models.PositiveIntegerField(default=0, verbose_name='messages planned')),
                ('tasks', models.PositiveIntegerField(default=0, verbose_name='tasks made')),
                ('cancelled', models.PositiveIntegerField(default=0, verbose_name='no longer needed')),
                ('sent', models.PositiveIntegerField(default=0, verbose_name='sent')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='not sent')),
            ],
            options={
                'verbose_name': 'run',
                'verbose_name_plural': 'runs',
                'ordering': ['-started_at'],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('origin', models.CharField(choices=[('rule', 'by a rule'), ('staff', 'by a colleague'), ('call', 'Call her: no message reached her'), ('reply', 'Read what she answered'), ('find', 'Find her: three attempts failed')], max_length=6, verbose_name='origin')),
                ('subject', models.UUIDField(blank=True, null=True, verbose_name='about')),
                ('planned_for', models.DateField(blank=True, null=True, verbose_name='found for')),
                ('what', models.CharField(blank=True, max_length=200, verbose_name='what is to be done')),
                ('for_whom', models.CharField(choices=[('person', 'the person'), ('caseworker', 'her caseworker'), ('coordinator', 'the coordinator'), ('organisation', 'anybody of the organisation')], default='caseworker', max_length=12, verbose_name='for whom')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('sort_on', models.DateField(editable=False, verbose_name='as urgent as what is due on')),
                ('vulnerable', models.BooleanField(default=False, editable=False, verbose_name='of somebody vulnerable')),
                ('snoozed_until', models.DateField(blank=True, null=True, verbose_name='put off until')),
                ('snooze_reason', models.CharField(blank=True, max_length=200, verbose_name='put off because')),
                ('escalated_on', models.DateField(blank=True, null=True, verbose_name='told to the coordinator on')),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('cancelled', 'no longer needed')], default='open', max_length=10, verbose_name='state')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'done'), ('reached', 'reached her'), ('not_reached', 'did not reach her'), ('attended', 'she went to the appointment'), ('missed', 'she missed the appointment'), ('alive', 'the business goes on'), ('ended', 'the business has closed'), ('moved', 'the stage was moved'), ('not_needed', 'not needed')], max_length=12, verbose_name='outcome')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'ordering': ['sort_on', 'due_on'],
            },
        ),
        migrations.CreateModel(
            name='TaskHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('by_user', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_user'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='user')),
                ('by_membership', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_membership'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='membership')),
                ('by_organisation', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_organisation'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='organisation')),
                ('door', models.CharField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.door'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.CharField(max_length=8)), max_length=8, null=True, verbose_name='through')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('origin', models.CharField(choices=[('rule', 'by a rule'), ('staff', 'by a colleague'), ('call', 'Call her: no message reached her'), ('reply', 'Read what she answered'), ('find', 'Find her: three attempts failed')], max_length=6, verbose_name='origin')),
                ('subject', models.UUIDField(blank=True, null=True, verbose_name='about')),
                ('planned_for', models.DateField(blank=True, null=True, verbose_name='found for')),
                ('what', models.CharField(blank=True, max_length=200, verbose_name='what is to be done')),
                ('for_whom', models.CharField(choices=[('person', 'the person'), ('caseworker', 'her caseworker'), ('coordinator', 'the coordinator'), ('organisation', 'anybody of the organisation')], default='caseworker', max_length=12, verbose_name='for whom')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('sort_on', models.DateField(editable=False, verbose_name='as urgent as what is due on')),
                ('vulnerable', models.BooleanField(default=False, editable=False, verbose_name='of somebody vulnerable')),
                ('snoozed_until', models.DateField(blank=True, null=True, verbose_name='put off until')),
                ('snooze_reason', models.CharField(blank=True, max_length=200, verbose_name='put off because')),
                ('escalated_on', models.DateField(blank=True, null=True, verbose_name='told to the coordinator on')),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('cancelled', 'no longer needed')], default='open', max_length=10, verbose_name='state')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'done'), ('reached', 'reached her'), ('not_reached', 'did not reach her'), ('attended', 'she went to the appointment'), ('missed', 'she missed the appointment'), ('alive', 'the business goes on'), ('ended', 'the business has closed'), ('moved', 'the stage was moved'), ('not_needed', 'not needed')], max_length=12, verbose_name='outcome')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('criteria', models.JSONField(blank=True, default=dict, verbose_name='whom')),
                ('text_es', models.CharField(max_length=320, validators=[casework.followups.rules.check_text], verbose_name='message in Spanish')),
                ('text_en', models.CharField(max_length=320, validators=[casework.followups.rules.check_text], verbose_name='message in English')),
                ('template', models.SlugField(blank=True, max_length=60, verbose_name='WhatsApp template')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('email', 'e-mail')], max_length=8), default=casework.followups.models.rule.default_channels, size=None, verbose_name='channels, the first first')),
                ('per_minute', models.PositiveIntegerField(default=60, verbose_name='messages a minute')),
                ('max_per_week', models.PositiveSmallIntegerField(default=3, verbose_name='not to who got so many messages in seven days')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('running', 'running'), ('paused', 'paused'), ('done', 'finished'), ('stopped', 'stopped')], default='draft', max_length=8, verbose_name='state')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='CampaignHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('by_user', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_user'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='user')),
                ('by_membership', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_membership'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='membership')),
                ('by_organisation', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_organisation'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='organisation')),
                ('door', models.CharField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.door'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.CharField(max_length=8)), max_length=8, null=True, verbose_name='through')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('criteria', models.JSONField(blank=True, default=dict, verbose_name='whom')),
                ('text_es', models.CharField(max_length=320, validators=[casework.followups.rules.check_text], verbose_name='message in Spanish')),
                ('text_en', models.CharField(max_length=320, validators=[casework.followups.rules.check_text], verbose_name='message in English')),
                ('template', models.SlugField(blank=True, db_index=False, max_length=60, verbose_name='WhatsApp template')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('email', 'e-mail')], max_length=8), default=casework.followups.models.rule.default_channels, size=None, verbose_name='channels, the first first')),
                ('per_minute', models.PositiveIntegerField(default=60, verbose_name='messages a minute')),
                ('max_per_week', models.PositiveSmallIntegerField(default=3, verbose_name='not to who got so many messages in seven days')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('running', 'running'), ('paused', 'paused'), ('done', 'finished'), ('stopped', 'stopped')], default='draft', max_length=8, verbose_name='state')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('made_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.organisation', verbose_name='organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='followups.campaign')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('subject', models.UUIDField(verbose_name='about')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('send_at', models.DateTimeField(verbose_name='not before')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('claimed', 'being sent'), ('sent', 'sent'), ('cancelled', 'no longer needed'), ('failed', 'not sent')], default='planned', max_length=10, verbose_name='state')),
                ('why', models.CharField(blank=True, choices=[('reason_ended', 'its reason has ended'), ('answered', 'she answered'), ('reached', 'somebody reached her'), ('enough', 'she got enough messages this week'), ('no_consent', 'she did not agree to messages'), ('opted_out', 'she wants no messages'), ('no_contact', 'there is no number or address of her own that works'), ('no_channel', 'no channel took it'), ('too_late', 'it could not be sent in time'), ('stopped', 'the campaign was stopped')], max_length=12, verbose_name='why not')),
                ('step', models.PositiveSmallIntegerField(default=0, verbose_name='channels tried')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries on this channel')),
                ('claim', models.UUIDField(blank=True, null=True, verbose_name='claimed by')),
                ('claimed_until', models.DateTimeField(blank=True, null=True, verbose_name='claimed until')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='followups.campaign', verbose_name='campaign')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='journey.case', verbose_name='case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='people.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['send_at'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('channel', models.CharField(choices=[('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('email', 'e-mail')], max_length=8, verbose_name='channel')),
                ('to', models.CharField(max_length=254, verbose_name='to')),
                ('text', models.CharField(max_length=500, verbose_name='text')),
                ('state', models.CharField(choices=[('sending', 'being sent'), ('unknown', 'asked, without an answer'), ('sent', 'sent'), ('delivered', 'delivered'), ('read', 'read'), ('failed', 'not delivered')], default='sending', max_length=10, verbose_name='state')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='what the provider said')),
                ('provider_id', models.CharField(blank=True, max_length=120, verbose_name="the provider's number")),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='delivered at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='journey.case', verbose_name='case')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.contactpoint', verbose_name='contact')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='people.person', verbose_name='person')),
                ('reminder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='followups.reminder', verbose_name='reminder')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('channel', models.CharField(choices=[('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('email', 'e-mail')], max_length=8, verbose_name='channel')),
                ('provider_id', models.CharField(max_length=120, verbose_name="the provider's number")),
                ('address', models.CharField(max_length=254, verbose_name='from')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='text')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('kind', models.CharField(choices=[('stop', 'wants no more messages'), ('start', 'wants messages again'), ('confirm', 'confirms'), ('other', 'other')], max_length=8, verbose_name='kind')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='journey.case', verbose_name='case')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='followups.message', verbose_name='answers')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('trigger', models.CharField(choices=[('document_expiring', 'a document expires'), ('renewal_open', 'a document may be renewed from'), ('order_lapsing', 'order of cedulación given'), ('appointment', 'appointment'), ('appointment_passed', 'appointment passed without a result'), ('stage_stuck', 'a stage takes longer than it usually does'), ('blocker_review', 'a blocker is to be looked at again'), ('training_starting', 'a training starts'), ('training_without_capital', 'training finished without a seed capital application'), ('instalment_due', 'an instalment is due'), ('business_visit', 'seed capital awarded'), ('no_contact', 'last contact'), ('contact_unverified', 'no contact verified since'), ('consent_ageing', 'consent given'), ('retention_near', 'the time to keep a file ends'), ('data_request_due', 'a data request is to be answered'), ('task_overdue', 'a task is overdue')], max_length=30, verbose_name='counts from')),
                ('offsets', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), help_text='Negative: before.', size=None, verbose_name='when')),
                ('unit', models.CharField(choices=[('days', 'days'), ('months', 'months')], default='days', max_length=6, verbose_name='in')),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('person', 'the person'), ('caseworker', 'her caseworker'), ('coordinator', 'the coordinator'), ('organisation', 'anybody of the organisation')], max_length=12), size=None, verbose_name='for whom')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('title_es', models.CharField(max_length=120, verbose_name='what is to be done, in Spanish')),
                ('title_en', models.CharField(max_length=120, verbose_name='what is to be done, in English')),
                ('task_days', models.PositiveSmallIntegerField(default=3, verbose_name='staff have (days)')),
                ('stake', models.PositiveSmallIntegerField(default=1, help_text='From 0 to 3: each brings a task forward by three days; at 0 it waits until nothing else is due.', verbose_name='how much is at stake')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('email', 'e-mail')], max_length=8), blank=True, default=casework.followups.models.rule.default_channels, size=None, verbose_name='channels, the first first')),
                ('text_es', models.CharField(blank=True, max_length=320, validators=[casework.followups.rules.check_text], verbose_name='message in Spanish')),
                ('text_en', models.CharField(blank=True, max_length=320, validators=[casework.followups.rules.check_text], verbose_name='message in English')),
                ('template', models.SlugField(blank=True, max_length=60, verbose_name='WhatsApp template')),
                ('quiet_from', models.TimeField(default=datetime.time(19, 0), verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0), verbose_name='quiet until')),
                ('max_per_week', models.PositiveSmallIntegerField(default=2, verbose_name='at most in seven days')),
                ('stops', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('answered', 'she answered'), ('reached', 'somebody reached her')], max_length=10), blank=True, default=list, size=None, verbose_name='ends when')),
                ('call_instead', models.BooleanField(default=True, help_text='A task for the caseworker.', verbose_name='somebody calls when no message goes')),
            ],
            options={
                'verbose_name': 'rule of follow-up',
                'verbose_name_plural': 'rules of follow-up',
                'ordering': ['-stake', 'task_days', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('offsets__len__gt', 0)), name='rule_has_days', violation_error_message='Say when: at least one number of days or months.'), models.CheckConstraint(condition=models.Q(('audience__len__gt', 0)), name='rule_is_for_somebody', violation_error_message='Say for whom.'), models.CheckConstraint(condition=models.Q(models.Q(('audience__contains', ['person']), _negated=True), models.Q(models.Q(('text_es', ''), _negated=True), models.Q(('text_en', ''), _negated=True), ('channels__len__gt', 0), ('max_per_week__gt', 0)), _connector='OR'), name='rule_to_person_has_words', violation_error_message='A message to the person has its words in both languages, and a channel.'), models.CheckConstraint(condition=models.Q(('quiet_from__gt', models.F('quiet_until'))), name='rule_quiet_hours_leave_a_day', violation_error_message='Quiet hours begin in the evening and end the next morning.'), models.CheckConstraint(condition=models.Q(('stake__lte', 3)), name='rule_stake_in_bounds', violation_error_message='What is at stake is between 0 and 3.')],
            },
        ),
        migrations.AddField(
            model_name='reminder',
            name='rule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='followups.rule', verbose_name='rule'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followups_rulehistory" ("active", "audience", "call_instead", "channels", "code", "created_at", "max_per_week", "offsets", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "stake", "stops", "task_days", "template", "text_en", "text_es", "title_en", "title_es", "trigger", "unit") VALUES (NEW."active", NEW."audience", NEW."call_instead", NEW."channels", NEW."code", NEW."created_at", NEW."max_per_week", NEW."offsets", NOW(), \'insert\', NEW."id", NEW."quiet_from", NEW."quiet_until", NEW."stake", NEW."stops", NEW."task_days", NEW."template", NEW."text_en", NEW."text_es", NEW."title_en", NEW."title_es", NEW."trigger", NEW."unit"); RETURN NULL;', hash='36d09d72cc3689f8dd177555169006d010970ef0', operation='INSERT', pgid='pgtrigger_insert_insert_19aaa', table='followups_rule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."active" IS DISTINCT FROM (NEW."active") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."call_instead" IS DISTINCT FROM (NEW."call_instead") OR OLD."channels" IS DISTINCT FROM (NEW."channels") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."max_per_week" IS DISTINCT FROM (NEW."max_per_week") OR OLD."offsets" IS DISTINCT FROM (NEW."offsets") OR OLD."quiet_from" IS DISTINCT FROM (NEW."quiet_from") OR OLD."quiet_until" IS DISTINCT FROM (NEW."quiet_until") OR OLD."stake" IS DISTINCT FROM (NEW."stake") OR OLD."stops" IS DISTINCT FROM (NEW."stops") OR OLD."task_days" IS DISTINCT FROM (NEW."task_days") OR OLD."template" IS DISTINCT FROM (NEW."template") OR OLD."text_en" IS DISTINCT FROM (NEW."text_en") OR OLD."text_es" IS DISTINCT FROM (NEW."text_es") OR OLD."title_en" IS DISTINCT FROM (NEW."title_en") OR OLD."title_es" IS DISTINCT FROM (NEW."title_es") OR OLD."trigger" IS DISTINCT FROM (NEW."trigger") OR OLD."unit" IS DISTINCT FROM (NEW."unit"))', func='INSERT INTO "followups_rulehistory" ("active", "audience", "call_instead", "channels", "code", "created_at", "max_per_week", "offsets", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "stake", "stops", "task_days", "template", "text_en", "text_es", "title_en", "title_es", "trigger", "unit") VALUES (OLD."active", OLD."audience", OLD."call_instead", OLD."channels", OLD."code", OLD."created_at", OLD."max_per_week", OLD."offsets", NOW(), \'update\', OLD."id", OLD."quiet_from", OLD."quiet_until", OLD."stake", OLD."stops", OLD."task_days", OLD."template", OLD."text_en", OLD."text_es", OLD."title_en", OLD."title_es", OLD."trigger", OLD."unit"); RETURN NULL;', hash='a66517ebf0f194a807843216449b27ac39d26fe0', operation='UPDATE', pgid='pgtrigger_update_update_87114', table='followups_rule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followups_rulehistory" ("active", "audience", "call_instead", "channels", "code", "created_at", "max_per_week", "offsets", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "stake", "stops", "task_days", "template", "text_en", "text_es", "title_en", "title_es", "trigger", "unit") VALUES (OLD."active", OLD."audience", OLD."call_instead", OLD."channels", OLD."code", OLD."created_at", OLD."max_per_week", OLD."offsets", NOW(), \'delete\', OLD."id", OLD."quiet_from", OLD."quiet_until", OLD."stake", OLD."stops", OLD."task_days", OLD."template", OLD."text_en", OLD."text_es", OLD."title_en", OLD."title_es", OLD."trigger", OLD."unit"); RETURN NULL;', hash='000fbb6af5419cd201b643ddb5832e2aef30f57d', operation='DELETE', pgid='pgtrigger_delete_delete_9da9b', table='followups_rule', when='AFTER')),
        ),
        migrations.AddField(
            model_name='rulehistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='followups.rule'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['kind', '-started_at'], name='run_newest'),
        ),
        migrations.AddField(
            model_name='task',
            name='assignee',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given to'),
        ),
        migrations.AddField(
            model_name='task',
            name='attempt',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.contactattempt', verbose_name='contact attempt'),
        ),
        migrations.AddField(
            model_name='task',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='journey.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='task',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by'),
        ),
        migrations.AddField(
            model_name='task',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddField(
            model_name='task',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='task',
            name='rule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='followups.rule', verbose_name='rule'),
        ),
        migrations.AddField(
            model_name='taskhistory',
            name='assignee',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given to'),
        ),
        migrations.AddField(
            model_name='taskhistory',
            name='attempt',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.contactattempt', verbose_name='contact attempt'),
        ),
        migrations.AddField(
            model_name='taskhistory',
            name='case',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='journey.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='taskhistory',
            name='ended_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by'),
        ),
        migrations.AddField(
            model_name='taskhistory',
            name='made_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddField(
            model_name='taskhistory',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='taskhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='followups.task'),
        ),
        migrations.AddField(
            model_name='taskhistory',
            name='rule',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='followups.rule', verbose_name='rule'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text_es', ''), _negated=True), models.Q(('text_en', ''), _negated=True), ('channels__len__gt', 0)), name='campaign_has_words_and_channel', violation_error_message='A campaign has its words in both languages, and a channel.'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('max_per_week__gt', 0), ('per_minute__range', (1, 6000))), name='campaign_rate_in_bounds', violation_error_message='A campaign sends between 1 and 6000 messages a minute.'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_at', None), ('state', 'draft')), ('started_at__isnull', False), ('state', 'stopped'), _connector='OR'), name='campaign_started_says_when', violation_error_message='A campaign that runs says since when.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followups_campaignhistory" ("channels", "created_at", "criteria", "ended_at", "made_by_id", "max_per_week", "name", "organisation_id", "per_minute", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "state", "template", "text_en", "text_es") VALUES (NEW."channels", NEW."created_at", NEW."criteria", NEW."ended_at", NEW."made_by_id", NEW."max_per_week", NEW."name", NEW."organisation_id", NEW."per_minute", NOW(), \'insert\', NEW."id", NEW."started_at", NEW."state", NEW."template", NEW."text_en", NEW."text_es"); RETURN NULL;', hash='1ab45d423d6ba79efd72922b38650d20c05b6fa0', operation='INSERT', pgid='pgtrigger_insert_insert_11869', table='followups_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."channels" IS DISTINCT FROM (NEW."channels") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."criteria" IS DISTINCT FROM (NEW."criteria") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."max_per_week" IS DISTINCT FROM (NEW."max_per_week") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."per_minute" IS DISTINCT FROM (NEW."per_minute") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."template" IS DISTINCT FROM (NEW."template") OR OLD."text_en" IS DISTINCT FROM (NEW."text_en") OR OLD."text_es" IS DISTINCT FROM (NEW."text_es"))', func='INSERT INTO "followups_campaignhistory" ("channels", "created_at", "criteria", "ended_at", "made_by_id", "max_per_week", "name", "organisation_id", "per_minute", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "state", "template", "text_en", "text_es") VALUES (OLD."channels", OLD."created_at", OLD."criteria", OLD."ended_at", OLD."made_by_id", OLD."max_per_week", OLD."name", OLD."organisation_id", OLD."per_minute", NOW(), \'update\', OLD."id", OLD."started_at", OLD."state", OLD."template", OLD."text_en", OLD."text_es"); RETURN NULL;', hash='c0cc42163823c41daa2aba963e8eca7bdd4bc712', operation='UPDATE', pgid='pgtrigger_update_update_b354f', table='followups_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followups_campaignhistory" ("channels", "created_at", "criteria", "ended_at", "made_by_id", "max_per_week", "name", "organisation_id", "per_minute", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "state", "template", "text_en", "text_es") VALUES (OLD."channels", OLD."created_at", OLD."criteria", OLD."ended_at", OLD."made_by_id", OLD."max_per_week", OLD."name", OLD."organisation_id", OLD."per_minute", NOW(), \'delete\', OLD."id", OLD."started_at", OLD."state", OLD."template", OLD."text_en", OLD."text_es"); RETURN NULL;', hash='267f8d829c3112b4c0f70dea6cc526628642ccf4', operation='DELETE', pgid='pgtrigger_delete_delete_3032b', table='followups_campaign', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='campaignhistory',
            index=models.Index(fields=['pgh_obj', 'pgh_id'], name='followups_c_pgh_obj_37b8e1_idx'),
        ),
        migrations.AddIndex(
            model_name='campaignhistory',
            index=models.Index(fields=['by_user', '-pgh_created_at'], name='followups_c_by_user_719573_idx'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['person', '-sent_at'], name='message_of_person'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='message_of_provider'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['to', '-created_at'], name='message_to'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('reminder', 'channel'), name='message_once_by_channel', violation_error_message='This reminder was sent on this channel already.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'delivered', 'read']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='message_sent_says_when', violation_error_message='A message that was sent says when.'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.UniqueConstraint(fields=('channel', 'provider_id'), name='reply_taken_once', violation_error_message='This answer was taken already.'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['send_at'], name='reminder_to_send'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_until'], name='reminder_claimed'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['case'], name='reminder_of_case'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('rule', 'subject', 'due_on'), name='reminder_planned_once', violation_error_message='This reminder is planned already.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('campaign', 'subject'), name='reminder_of_campaign_once', violation_error_message='This person is in the campaign already.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('campaign', None), ('rule__isnull', False)), models.Q(('campaign__isnull', False), ('rule', None)), _connector='OR'), name='reminder_of_rule_or_campaign', violation_error_message='A reminder is of a rule or of a campaign.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('claimed_until__isnull', False), ('state', 'claimed')), models.Q(models.Q(('state', 'claimed'), _negated=True), ('claim', None), ('claimed_until', None)), _connector='OR'), name='reminder_claimed_whole', violation_error_message='A reminder that is being sent says by whom and until when.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['cancelled', 'failed']), models.Q(('why', ''), _negated=True)), models.Q(models.Q(('state__in', ['cancelled', 'failed']), _negated=True), ('why', '')), _connector='OR'), name='reminder_says_why_not', violation_error_message='A reminder that is not sent says why.'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(('state', 'sent'), _negated=True), _connector='OR'), name='reminder_sent_says_when', violation_error_message='A reminder that was sent says when.'),
        ),
        migrations.AddIndex(
            model_name='rulehistory',
            index=models.Index(fields=['pgh_obj', 'pgh_id'], name='followups_r_pgh_obj_cffb59_idx'),
        ),
        migrations.AddIndex(
            model_name='rulehistory',
            index=models.Index(fields=['by_user', '-pgh_created_at'], name='followups_r_by_user_40f2eb_idx'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['assignee', 'sort_on'], name='task_of_assignee'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['case'], name='task_of_case'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['organisation', 'sort_on'], name='task_of_organisation'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('rule', 'subject'), name='task_open_once', violation_error_message='There is an open task for this already.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('rule', 'subject', 'planned_for'), name='task_found_once', violation_error_message='There was a task for this already.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'rule'), ('planned_for__isnull', False), ('rule__isnull', False), ('subject__isnull', False)), models.Q(models.Q(('origin', 'rule'), _negated=True), ('planned_for', None), ('rule', None)), _connector='OR'), name='task_says_what', violation_error_message='A task is by a rule about a fact, or it is not.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'staff'), _negated=True), models.Q(('what', ''), _negated=True), _connector='OR'), name='task_of_staff_has_words', violation_error_message='Say what is to be done.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('outcome', ''), ('state', 'open')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('state', 'done'), models.Q(('outcome', ''), _negated=True)), models.Q(('ended_at__isnull', False), ('outcome', ''), ('state', 'cancelled')), _connector='OR'), name='task_ended_whole', violation_error_message='A task that is done says with which outcome, when and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('snooze_reason', ''), ('snoozed_until', None)), models.Q(('snoozed_until__isnull', False), models.Q(('snooze_reason', ''), _negated=True)), _connector='OR'), name='task_put_off_with_reason', violation_error_message='Say why it is put off.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('for_whom', 'person'), _negated=True), name='task_is_for_staff', violation_error_message='Tasks are for staff.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('sort_on__lte', models.F('due_on'))), name='task_sorted_by_its_day', violation_error_message='What is at stake brings a task forward, never back.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='task',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."assignee_id" IS DISTINCT FROM (NEW."assignee_id") OR OLD."attempt_id" IS DISTINCT FROM (NEW."attempt_id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."escalated_on" IS DISTINCT FROM (NEW."escalated_on") OR OLD."for_whom" IS DISTINCT FROM (NEW."for_whom") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."planned_for" IS DISTINCT FROM (NEW."planned_for") OR OLD."remark" IS DISTINCT FROM (NEW."remark") OR OLD."rule_id" IS DISTINCT FROM (NEW."rule_id") OR OLD."snooze_reason" IS DISTINCT FROM (NEW."snooze_reason") OR OLD."snoozed_until" IS DISTINCT FROM (NEW."snoozed_until") OR OLD."sort_on" IS DISTINCT FROM (NEW."sort_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."vulnerable" IS DISTINCT FROM (NEW."vulnerable") OR OLD."what" IS DISTINCT FROM (NEW."what"))', func='INSERT INTO "followups_taskhistory" ("assignee_id", "attempt_id", "case_id", "created_at", "due_on", "ended_at", "ended_by_id", "escalated_on", "for_whom", "made_by_id", "organisation_id", "origin", "outcome", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_for", "remark", "rule_id", "snooze_reason", "snoozed_until", "sort_on", "state", "subject", "vulnerable", "what") VALUES (OLD."assignee_id", OLD."attempt_id", OLD."case_id", OLD."created_at", OLD."due_on", OLD."ended_at", OLD."ended_by_id", OLD."escalated_on", OLD."for_whom", OLD."made_by_id", OLD."organisation_id", OLD."origin", OLD."outcome", NOW(), \'update\', OLD."id", OLD."planned_for", OLD."remark", OLD."rule_id", OLD."snooze_reason", OLD."snoozed_until", OLD."sort_on", OLD."state", OLD."subject", OLD."vulnerable", OLD."what"); RETURN NULL;', hash='ddf8b5c4f4ba8b0f3b279d78b0420397c0549a4b', operation='UPDATE', pgid='pgtrigger_update_update_8bf4f', table='followups_task', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='task',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followups_taskhistory" ("assignee_id", "attempt_id", "case_id", "created_at", "due_on", "ended_at", "ended_by_id", "escalated_on", "for_whom", "made_by_id", "organisation_id", "origin", "outcome", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_for", "remark", "rule_id", "snooze_reason", "snoozed_until", "sort_on", "state", "subject", "vulnerable", "what") VALUES (OLD."assignee_id", OLD."attempt_id", OLD."case_id", OLD."created_at", OLD."due_on", OLD."ended_at", OLD."ended_by_id", OLD."escalated_on", OLD."for_whom", OLD."made_by_id", OLD."organisation_id", OLD."origin", OLD."outcome", NOW(), \'delete\', OLD."id", OLD."planned_for", OLD."remark", OLD."rule_id", OLD."snooze_reason", OLD."snoozed_until", OLD."sort_on", OLD."state", OLD."subject", OLD."vulnerable", OLD."what"); RETURN NULL;', hash='e091a1f9cfcde59d7f059a57ef8cac5d34264042', operation='DELETE', pgid='pgtrigger_delete_delete_0f9fb', table='followups_task', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='taskhistory',
            index=models.Index(fields=['case', 'pgh_id'], name='followups_t_case_id_06446e_idx'),
        ),
        migrations.AddIndex(
            model_name='taskhistory',
            index=models.Index(fields=['by_user', '-pgh_created_at'], name='followups_t_by_user_d96778_idx'),
        ),
    ]
