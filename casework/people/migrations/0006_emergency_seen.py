"""Who has taken note of an emergency read."""

import django.db.models.deletion
import pgtrigger.migrations
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="personaccess",
            name="acknowledged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken note of by",
            ),
        ),
        migrations.AddField(
            model_name="personaccess",
            name="acknowledged_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken note of at"),
        ),
        migrations.AddConstraint(
            model_name="personaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("acknowledged_at", None), ("acknowledged_by", None))
                | models.Q(
                    ("acknowledged_at__isnull", False),
                    ("acknowledged_by__isnull", False),
                    ("reason", "emergency"),
                ),
                name="access_acknowledged_whole",
                violation_error_message="Of an emergency read it is kept who has taken note of it, and when.",
            ),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='personaccess',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='personaccess',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='personaccess',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='personaccesshistory',
            name='acknowledged_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='taken note of at'),
        ),
        migrations.AddField(
            model_name='personaccesshistory',
            name='acknowledged_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken note of by'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personaccess',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personaccesshistory" ("acknowledged_at", "acknowledged_by_id", "consent_id", "created_at", "explanation", "legal_reason", "membership_id", "opened_by_id", "organisation_id", "organisation_kind", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sections", "since", "until") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."consent_id", NEW."created_at", NEW."explanation", NEW."legal_reason", NEW."membership_id", NEW."opened_by_id", NEW."organisation_id", NEW."organisation_kind", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."reason", NEW."sections", NEW."since", NEW."until"); RETURN NULL;', hash='64eeb93f8e4d70980b4c5b6ebedc5a309ba42e8d', operation='INSERT', pgid='pgtrigger_insert_insert_89401', table='people_personaccess', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personaccess',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."acknowledged_at" IS DISTINCT FROM (NEW."acknowledged_at") OR OLD."acknowledged_by_id" IS DISTINCT FROM (NEW."acknowledged_by_id") OR OLD."consent_id" IS DISTINCT FROM (NEW."consent_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."explanation" IS DISTINCT FROM (NEW."explanation") OR OLD."legal_reason" IS DISTINCT FROM (NEW."legal_reason") OR OLD."membership_id" IS DISTINCT FROM (NEW."membership_id") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."organisation_kind" IS DISTINCT FROM (NEW."organisation_kind") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."sections" IS DISTINCT FROM (NEW."sections") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."until" IS DISTINCT FROM (NEW."until"))', func='INSERT INTO "people_personaccesshistory" ("acknowledged_at", "acknowledged_by_id", "consent_id", "created_at", "explanation", "legal_reason", "membership_id", "opened_by_id", "organisation_id", "organisation_kind", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sections", "since", "until") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."consent_id", OLD."created_at", OLD."explanation", OLD."legal_reason", OLD."membership_id", OLD."opened_by_id", OLD."organisation_id", OLD."organisation_kind", OLD."person_id", NOW(), \'update\', OLD."id", OLD."reason", OLD."sections", OLD."since", OLD."until"); RETURN NULL;', hash='ae073b4528f5b7ac273bcfbed67712043e758aa7', operation='UPDATE', pgid='pgtrigger_update_update_234e5', table='people_personaccess', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personaccess',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personaccesshistory" ("acknowledged_at", "acknowledged_by_id", "consent_id", "created_at", "explanation", "legal_reason", "membership_id", "opened_by_id", "organisation_id", "organisation_kind", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sections", "since", "until") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."consent_id", OLD."created_at", OLD."explanation", OLD."legal_reason", OLD."membership_id", OLD."opened_by_id", OLD."organisation_id", OLD."organisation_kind", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."reason", OLD."sections", OLD."since", OLD."until"); RETURN NULL;', hash='f7358e6766dfc9530ae4b8b4454c40b79e24cdf2', operation='DELETE', pgid='pgtrigger_delete_delete_85323', table='people_personaccess', when='AFTER')),
        ),
    
    ]
