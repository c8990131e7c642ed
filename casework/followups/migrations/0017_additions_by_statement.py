"""The history of what is added is written once for all rows of a statement: an import adds hundreds with one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0016_fewer_indexes'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='campaign',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='rule',
            name='insert_insert',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_campaignhistory" ("channels", "created_at", "criteria", "ended_at", "made_by_id", "max_per_week", "name", "organisation_id", "per_minute", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "state", "template", "text_en", "text_es") SELECT new_values."channels", new_values."created_at", new_values."criteria", new_values."ended_at", new_values."made_by_id", new_values."max_per_week", new_values."name", new_values."organisation_id", new_values."per_minute", NOW(), \'insert\', new_values."id", new_values."started_at", new_values."state", new_values."template", new_values."text_en", new_values."text_es" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='067d247292b2604996ec4943483c8cb921fc20a8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_11869', referencing='REFERENCING NEW TABLE AS new_values ', table='followups_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_rulehistory" ("active", "audience", "call_instead", "channels", "code", "created_at", "max_per_week", "offsets", "pgh_created_at", "pgh_label", "pgh_obj_id", "quiet_from", "quiet_until", "stake", "stops", "task_days", "template", "text_en", "text_es", "title_en", "title_es", "trigger", "unit") SELECT new_values."active", new_values."audience", new_values."call_instead", new_values."channels", new_values."code", new_values."created_at", new_values."max_per_week", new_values."offsets", NOW(), \'insert\', new_values."id", new_values."quiet_from", new_values."quiet_until", new_values."stake", new_values."stops", new_values."task_days", new_values."template", new_values."text_en", new_values."text_es", new_values."title_en", new_values."title_es", new_values."trigger", new_values."unit" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='414dfc8bd72318297795594ce8b42be260fd9bbf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_19aaa', referencing='REFERENCING NEW TABLE AS new_values ', table='followups_rule', when='AFTER')),
        ),
    ]
