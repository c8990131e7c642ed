"""What one organisation asks of another: to see somebody whom both know."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from casework.access import row_security as rows

TABLE, HISTORY = "people_accessrequest", "people_accessrequesthistory"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('people', '0016_merges'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('why', models.CharField(max_length=300, verbose_name='why')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('state', models.CharField(choices=[('open', 'waiting for an answer'), ('granted', 'granted'), ('refused', 'refused')], default='open', max_length=8, verbose_name='state')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who asked')),
                ('asked_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='asked of')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='asked by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_requests', to='people.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'access request',
                'verbose_name_plural': 'access requests',
                'ordering': ['-asked_at'],
                'indexes': [
                    models.Index(fields=['organisation', '-asked_at'], name='access_request_of_asker'),
                    models.Index(condition=models.Q(('state', 'open')), fields=['asked_at'], name='access_request_waiting'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person', 'organisation'), name='access_request_once_while_open', violation_error_message='Your organisation has asked for this already, and waits for the answer.'),
                    models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='access_request_says_why', violation_error_message='Say why you need to see her file.'),
                    models.CheckConstraint(condition=models.Q(('asked_of', None), models.Q(('asked_of', models.F('organisation')), _negated=True), _connector='OR'), name='access_request_to_another', violation_error_message='Nobody asks her own organisation.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None), ('state', 'open')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('state', 'granted')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('state', 'refused'), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='access_request_answered_whole', violation_error_message='An answer says when and by whom, and a refusal why.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AccessRequestHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('by_user', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_user'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='user')),
                ('by_membership', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_membership'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='membership')),
                ('by_organisation', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_organisation'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='organisation')),
                ('door', models.CharField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.door'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.CharField(max_length=8)), max_length=8, null=True, verbose_name='through')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('why', models.CharField(max_length=300, verbose_name='why')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('state', models.CharField(choices=[('open', 'waiting for an answer'), ('granted', 'granted'), ('refused', 'refused')], default='open', max_length=8, verbose_name='state')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who asked')),
                ('asked_of', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.organisation', verbose_name='asked of')),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.organisation', verbose_name='asked by')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='person')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='people.accessrequest')),
            ],
            options={
                'verbose_name': 'access request',
                'verbose_name_plural': 'access requests',
                'abstract': False,
                'indexes': [
                    models.Index(fields=['person', 'pgh_id'], name='people_acce_person__f6abf8_idx'),
                    models.Index(fields=['by_user', '-pgh_created_at'], name='people_acce_by_user_ca0dc7_idx'),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_accessrequesthistory" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "asked_of_id", "created_at", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."asked_of_id", NEW."created_at", NEW."organisation_id", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."state", NEW."why"); RETURN NULL;', hash='e4447fd3101501f16f1d1b3fdd9908d6d00cc4c7', operation='INSERT', pgid='pgtrigger_insert_insert_900fa', table='people_accessrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."asked_of_id" IS DISTINCT FROM (NEW."asked_of_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."why" IS DISTINCT FROM (NEW."why"))', func='INSERT INTO "people_accessrequesthistory" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "asked_of_id", "created_at", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."asked_at", OLD."asked_by_id", OLD."asked_of_id", OLD."created_at", OLD."organisation_id", OLD."person_id", NOW(), \'update\', OLD."id", OLD."state", OLD."why"); RETURN NULL;', hash='bac4b5f4cd9483b7d3d42797f9c047cf7c6d054a', operation='UPDATE', pgid='pgtrigger_update_update_801c5', table='people_accessrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_accessrequesthistory" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "asked_of_id", "created_at", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."asked_at", OLD."asked_by_id", OLD."asked_of_id", OLD."created_at", OLD."organisation_id", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."state", OLD."why"); RETURN NULL;', hash='75f6a1056973456f7bc2b9e585d9ccffc0f9829e', operation='DELETE', pgid='pgtrigger_delete_delete_7738b', table='people_accessrequest', when='AFTER')),
        ),
        migrations.RunSQL(rows.protect(TABLE, rows.asked()), rows.unprotect(TABLE)),
        migrations.RunSQL(rows.protect(HISTORY, rows.asked(), "true"), rows.unprotect(HISTORY)),
        migrations.RunSQL(rows.only_added(HISTORY), migrations.RunSQL.noop),
    ]
