"""A case that goes on as another of the same person says so."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('journey', '0008_imports_row_security'),
        ('people', '0016_merges'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='case',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_here', to='journey.case', verbose_name='goes on as'),
        ),
        migrations.AddField(
            model_name='casehistory',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='journey.case', verbose_name='goes on as'),
        ),
        migrations.AlterField(
            model_name='case',
            name='close_reason',
            field=models.CharField(blank=True, choices=[('completed', 'the journey is complete'), ('left', 'the person left the country'), ('unreachable', 'the person could not be reached'), ('withdrew', 'the person withdrew'), ('died', 'the person died'), ('mistake', 'opened by mistake'), ('merged', 'the same person had another case')], max_length=12, verbose_name='closed because'),
        ),
        migrations.AlterField(
            model_name='casehistory',
            name='close_reason',
            field=models.CharField(blank=True, choices=[('completed', 'the journey is complete'), ('left', 'the person left the country'), ('unreachable', 'the person could not be reached'), ('withdrew', 'the person withdrew'), ('died', 'the person died'), ('mistake', 'opened by mistake'), ('merged', 'the same person had another case')], max_length=12, verbose_name='closed because'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='case_merged'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "journey_casehistory" ("caseworker_id", "close_reason", "closed_on", "code", "created_at", "merged_into_id", "moved_at", "opened_on", "organisation_id", "pathway_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retain_until", "state") VALUES (NEW."caseworker_id", NEW."close_reason", NEW."closed_on", NEW."code", NEW."created_at", NEW."merged_into_id", NEW."moved_at", NEW."opened_on", NEW."organisation_id", NEW."pathway_id", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."retain_until", NEW."state"); RETURN NULL;', hash='19d3fc04680fa46a96cd97f9e69c669f75b4923c', operation='INSERT', pgid='pgtrigger_insert_insert_68017', table='journey_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."caseworker_id" IS DISTINCT FROM (NEW."caseworker_id") OR OLD."close_reason" IS DISTINCT FROM (NEW."close_reason") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."moved_at" IS DISTINCT FROM (NEW."moved_at") OR OLD."opened_on" IS DISTINCT FROM (NEW."opened_on") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."pathway_id" IS DISTINCT FROM (NEW."pathway_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."retain_until" IS DISTINCT FROM (NEW."retain_until") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "journey_casehistory" ("caseworker_id", "close_reason", "closed_on", "code", "created_at", "merged_into_id", "moved_at", "opened_on", "organisation_id", "pathway_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retain_until", "state") VALUES (OLD."caseworker_id", OLD."close_reason", OLD."closed_on", OLD."code", OLD."created_at", OLD."merged_into_id", OLD."moved_at", OLD."opened_on", OLD."organisation_id", OLD."pathway_id", OLD."person_id", NOW(), \'update\', OLD."id", OLD."retain_until", OLD."state"); RETURN NULL;', hash='56de4e21baba9b5ac01742a14fee1bd2566c9179', operation='UPDATE', pgid='pgtrigger_update_update_d7545', table='journey_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "journey_casehistory" ("caseworker_id", "close_reason", "closed_on", "code", "created_at", "merged_into_id", "moved_at", "opened_on", "organisation_id", "pathway_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retain_until", "state") VALUES (OLD."caseworker_id", OLD."close_reason", OLD."closed_on", OLD."code", OLD."created_at", OLD."merged_into_id", OLD."moved_at", OLD."opened_on", OLD."organisation_id", OLD."pathway_id", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."retain_until", OLD."state"); RETURN NULL;', hash='f215d0d354018e7d78c4011e05b110700f2006c6', operation='DELETE', pgid='pgtrigger_delete_delete_91735', table='journey_case', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into', None), models.Q(('close_reason', 'merged'), _negated=True)), models.Q(('close_reason', 'merged'), ('merged_into__isnull', False), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='case_merged_into_another', violation_error_message='A case is closed so only where two records become one, and says where.'),
        ),
    ]
