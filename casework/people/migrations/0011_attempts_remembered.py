"""Attempts to reach people have their history, as everything about them."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from casework.access import row_security as rows


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('people', '0010_shared_lately'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactAttemptHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('by_membership', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_membership'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='membership')),
                ('by_organisation', models.UUIDField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.by_organisation'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.UUIDField()), null=True, verbose_name='organisation')),
                ('door', models.CharField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.NullIf(models.Func(models.Value('casework.door'), models.Value(True), function='current_setting', output_field=models.TextField()), models.Value('')), models.CharField(max_length=8)), max_length=8, null=True, verbose_name='through')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('way', models.CharField(choices=[('call', 'telephone call'), ('message', 'message'), ('office', 'she came to the office'), ('visit', 'visit at home'), ('household', 'by somebody of her household'), ('network', 'by the peer network'), ('brigade', 'at a brigade')], max_length=10, verbose_name='how')),
                ('result', models.CharField(choices=[('reached', 'reached'), ('no_answer', 'no answer'), ('wrong_number', 'wrong number'), ('moved_away', 'moved away'), ('message_left', 'left word with somebody')], max_length=12, verbose_name='result')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('by_user', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('contact', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.contactpoint', verbose_name='contact')),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='person')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='people.contactattempt')),
            ],
            options={
                'verbose_name': 'contact attempt',
                'verbose_name_plural': 'contact attempts',
                'abstract': False,
                'indexes': [
                    models.Index(fields=['person', 'pgh_id'], name='people_cont_person__494b52_idx'),
                    models.Index(fields=['by_user', '-pgh_created_at'], name='people_cont_by_user_d65d9f_idx'),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactattempt',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_contactattempthistory" ("at", "by_user_id", "contact_id", "created_at", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "result", "way") VALUES (NEW."at", NEW."by_user_id", NEW."contact_id", NEW."created_at", NEW."organisation_id", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."remark", NEW."result", NEW."way"); RETURN NULL;', hash='5f08369d506d210ec7c0dcacc39e375870412d01', operation='INSERT', pgid='pgtrigger_insert_insert_6bdbb', table='people_contactattempt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactattempt',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_user_id" IS DISTINCT FROM (NEW."by_user_id") OR OLD."contact_id" IS DISTINCT FROM (NEW."contact_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."remark" IS DISTINCT FROM (NEW."remark") OR OLD."result" IS DISTINCT FROM (NEW."result") OR OLD."way" IS DISTINCT FROM (NEW."way"))', func='INSERT INTO "people_contactattempthistory" ("at", "by_user_id", "contact_id", "created_at", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "result", "way") VALUES (OLD."at", OLD."by_user_id", OLD."contact_id", OLD."created_at", OLD."organisation_id", OLD."person_id", NOW(), \'update\', OLD."id", OLD."remark", OLD."result", OLD."way"); RETURN NULL;', hash='9d97d65188feb99d83edd769bc6b78758cb55038', operation='UPDATE', pgid='pgtrigger_update_update_106e8', table='people_contactattempt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactattempt',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_contactattempthistory" ("at", "by_user_id", "contact_id", "created_at", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "result", "way") VALUES (OLD."at", OLD."by_user_id", OLD."contact_id", OLD."created_at", OLD."organisation_id", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."remark", OLD."result", OLD."way"); RETURN NULL;', hash='3b203335ed8ea79c692f87d3e71858973233d7a0', operation='DELETE', pgid='pgtrigger_delete_delete_d410a', table='people_contactattempt', when='AFTER')),
        ),
        migrations.RunSQL(
            rows.protect("people_contactattempthistory", rows.of_person("notes"), "true"),
            rows.unprotect("people_contactattempthistory"),
        ),
        migrations.RunSQL(rows.only_added("people_contactattempthistory"), migrations.RunSQL.noop),
    ]
