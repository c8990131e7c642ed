"""The history of what is added is written once for all rows of a statement: an import adds hundreds with one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0008_fewer_indexes'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='award',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instalment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='training',
            name='insert_insert',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='award',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programmes_awardhistory" ("amount", "awarded_on", "business_name", "case_id", "created_at", "equipment", "form", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."amount", new_values."awarded_on", new_values."business_name", new_values."case_id", new_values."created_at", new_values."equipment", new_values."form", NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='484420e1c2489b37820c09a1ff242b422f6f3065', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_09770', referencing='REFERENCING NEW TABLE AS new_values ', table='programmes_award', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instalment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programmes_instalmenthistory" ("amount", "award_id", "created_at", "due_on", "number", "paid_on", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."amount", new_values."award_id", new_values."created_at", new_values."due_on", new_values."number", new_values."paid_on", NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b45fc19e8537ce0bfa77a0953df397cb2b9f2435', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_bb8ec', referencing='REFERENCING NEW TABLE AS new_values ', table='programmes_instalment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='training',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programmes_traininghistory" ("case_id", "certificate_number", "course", "created_at", "ends_on", "finished", "hours_attended", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "starts_on") SELECT new_values."case_id", new_values."certificate_number", new_values."course", new_values."created_at", new_values."ends_on", new_values."finished", new_values."hours_attended", NOW(), \'insert\', new_values."id", new_values."provider_id", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ee21bed25e08955dc5de4bc68b4c46070b79bd7b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8fa8d', referencing='REFERENCING NEW TABLE AS new_values ', table='programmes_training', when='AFTER')),
        ),
    ]
