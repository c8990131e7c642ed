"""An organisation may have its own budget of questions about people out of sight, and sweeps stand in the log."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='organisation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='organisation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='organisation',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='organisation',
            name='disclosure_budget',
            field=models.PositiveIntegerField(blank=True, help_text='More than usual, while an organisation brings large sheets; empty for the usual number.', null=True, verbose_name='questions a day about people out of sight'),
        ),
        migrations.AddField(
            model_name='organisationhistory',
            name='disclosure_budget',
            field=models.PositiveIntegerField(blank=True, help_text='More than usual, while an organisation brings large sheets; empty for the usual number.', null=True, verbose_name='questions a day about people out of sight'),
        ),
        migrations.AlterField(
            model_name='logentry',
            name='kind',
            field=models.CharField(choices=[('read', 'read a file of another organisation'), ('download', 'downloaded a file'), ('export', 'exported'), ('disclosure', 'disclosed to another organisation'), ('emergency', 'emergency read'), ('refused', 'refused'), ('sweep', 'asked about more people than a day allows')], max_length=12, verbose_name='what'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(condition=models.Q(('kind', 'sweep')), fields=['-at'], name='log_sweeps'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_organisationhistory" ("created_at", "disclosure_budget", "duty", "is_active", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name") VALUES (NEW."created_at", NEW."disclosure_budget", NEW."duty", NEW."is_active", NEW."kind", NEW."name", NOW(), \'insert\', NEW."id", NEW."short_name"); RETURN NULL;', hash='065d9710d41e6f4d32790ccb7c5ff2f12527f8f6', operation='INSERT', pgid='pgtrigger_insert_insert_96fcc', table='access_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."disclosure_budget" IS DISTINCT FROM (NEW."disclosure_budget") OR OLD."duty" IS DISTINCT FROM (NEW."duty") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name"))', func='INSERT INTO "access_organisationhistory" ("created_at", "disclosure_budget", "duty", "is_active", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name") VALUES (OLD."created_at", OLD."disclosure_budget", OLD."duty", OLD."is_active", OLD."kind", OLD."name", NOW(), \'update\', OLD."id", OLD."short_name"); RETURN NULL;', hash='ecc87e42912fc06d2211d0ff20772b3a96b96b07', operation='UPDATE', pgid='pgtrigger_update_update_3aed0', table='access_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_organisationhistory" ("created_at", "disclosure_budget", "duty", "is_active", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name") VALUES (OLD."created_at", OLD."disclosure_budget", OLD."duty", OLD."is_active", OLD."kind", OLD."name", NOW(), \'delete\', OLD."id", OLD."short_name"); RETURN NULL;', hash='1912aeba7d7ba297270154708aec534c4dc36b80', operation='DELETE', pgid='pgtrigger_delete_delete_43228', table='access_organisation', when='AFTER')),
        ),
    ]
