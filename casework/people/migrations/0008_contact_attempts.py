"""Attempts to reach people, and numbers that want no messages."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from casework.access import row_security as rows


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('people', '0007_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactAttempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('way', models.CharField(choices=[('call', 'telephone call'), ('message', 'message'), ('office', 'she came to the office'), ('visit', 'visit at home'), ('household', 'by somebody of her household'), ('network', 'by the peer network'), ('brigade', 'at a brigade')], max_length=10, verbose_name='how')),
                ('result', models.CharField(choices=[('reached', 'reached'), ('no_answer', 'no answer'), ('wrong_number', 'wrong number'), ('moved_away', 'moved away'), ('message_left', 'left word with somebody')], max_length=12, verbose_name='result')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('by_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.contactpoint', verbose_name='contact')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_attempts', to='people.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'contact attempt',
                'verbose_name_plural': 'contact attempts',
                'ordering': ['-at'],
                'indexes': [
                    models.Index(fields=['person', '-at'], name='attempt_newest'),
                    models.Index(condition=models.Q(('result', 'reached')), fields=['person', '-at'], name='attempt_reached'),
                ],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactpoint',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactpoint',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactpoint',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='opted_out_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='wants no messages since'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='opted_out_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='wants no messages since'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_contactpointhistory" ("created_at", "kind", "opted_out_at", "owner", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "value", "value_key", "verified_at") VALUES (NEW."created_at", NEW."kind", NEW."opted_out_at", NEW."owner", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."state", NEW."value", NEW."value_key", NEW."verified_at"); RETURN NULL;', hash='e9478407d1b306fb51cf553fb4b0d89659503905', operation='INSERT', pgid='pgtrigger_insert_insert_37e76', table='people_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."opted_out_at" IS DISTINCT FROM (NEW."opted_out_at") OR OLD."owner" IS DISTINCT FROM (NEW."owner") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."value_key" IS DISTINCT FROM (NEW."value_key") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at"))', func='INSERT INTO "people_contactpointhistory" ("created_at", "kind", "opted_out_at", "owner", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "value", "value_key", "verified_at") VALUES (OLD."created_at", OLD."kind", OLD."opted_out_at", OLD."owner", OLD."person_id", NOW(), \'update\', OLD."id", OLD."state", OLD."value", OLD."value_key", OLD."verified_at"); RETURN NULL;', hash='63f5b94b6b026bb46d26510c69e2977de64e80a9', operation='UPDATE', pgid='pgtrigger_update_update_ecedd', table='people_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_contactpointhistory" ("created_at", "kind", "opted_out_at", "owner", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "value", "value_key", "verified_at") VALUES (OLD."created_at", OLD."kind", OLD."opted_out_at", OLD."owner", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."state", OLD."value", OLD."value_key", OLD."verified_at"); RETURN NULL;', hash='d3eba36f7f55aa7ddacce98d4065ce8d4a254cf9', operation='DELETE', pgid='pgtrigger_delete_delete_e5970', table='people_contactpoint', when='AFTER')),
        ),
        migrations.RunSQL(
            rows.protect("people_contactattempt", rows.of_person("notes")), rows.unprotect("people_contactattempt")
        ),
    ]
