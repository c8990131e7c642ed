"""The history of what is added is written once for all rows of a statement: an import adds hundreds with one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0024_fewer_indexes'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='attachment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='blocker',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='import',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='note',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stagerecord',
            name='insert_insert',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "journey_attachmenthistory" ("added_by_id", "case_id", "content_type", "created_at", "description", "file", "name", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "size") SELECT new_values."added_by_id", new_values."case_id", new_values."content_type", new_values."created_at", new_values."description", new_values."file", new_values."name", new_values."organisation_id", NOW(), \'insert\', new_values."id", new_values."size" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='02ef0d15277a8e56e3ecbc75355249ae44f67ac1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_75991', referencing='REFERENCING NEW TABLE AS new_values ', table='journey_attachment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blocker',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "journey_blockerhistory" ("case_id", "cause", "created_at", "detail", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolution", "resolved_on", "review_on", "since", "stage") SELECT new_values."case_id", new_values."cause", new_values."created_at", new_values."detail", NOW(), \'insert\', new_values."id", new_values."resolution", new_values."resolved_on", new_values."review_on", new_values."since", new_values."stage" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='028afba36ca23d2d3bfee53eae908d7757ca0cc9', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_576c9', referencing='REFERENCING NEW TABLE AS new_values ', table='journey_blocker', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "journey_casehistory" ("caseworker_id", "close_reason", "closed_on", "code", "created_at", "merged_into_id", "moved_at", "opened_on", "organisation_id", "pathway_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retain_until", "state") SELECT new_values."caseworker_id", new_values."close_reason", new_values."closed_on", new_values."code", new_values."created_at", new_values."merged_into_id", new_values."moved_at", new_values."opened_on", new_values."organisation_id", new_values."pathway_id", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."retain_until", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cdff5240bc472a9fe4a23351082dab2530a42723', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_68017', referencing='REFERENCING NEW TABLE AS new_values ', table='journey_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='import',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "journey_importhistory" ("answers", "cleared_at", "columns", "committed_at", "created_at", "file", "heading_line", "membership_id", "name", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previewed_at", "problem", "problem_params", "sha256", "size", "state", "undone_at") SELECT new_values."answers", new_values."cleared_at", new_values."columns", new_values."committed_at", new_values."created_at", new_values."file", new_values."heading_line", new_values."membership_id", new_values."name", new_values."organisation_id", NOW(), \'insert\', new_values."id", new_values."previewed_at", new_values."problem", new_values."problem_params", new_values."sha256", new_values."size", new_values."state", new_values."undone_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='200a99d9e9297e31a2bbd5005cdecb9f3a766efd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4865b', referencing='REFERENCING NEW TABLE AS new_values ', table='journey_import', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "journey_notehistory" ("author_id", "case_id", "created_at", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") SELECT new_values."author_id", new_values."case_id", new_values."created_at", new_values."organisation_id", NOW(), \'insert\', new_values."id", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b68825158f0a399846c95f2c3e7b27f71a544b8d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_1e54a', referencing='REFERENCING NEW TABLE AS new_values ', table='journey_note', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagerecord',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "journey_stagerecordhistory" ("application_number", "appointment_at", "appointment_place", "case_id", "created_at", "decided_by_id", "decided_by_organisation_id", "decided_on", "document_id", "fee_amount", "fee_paid_by", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "stage", "started_on", "status", "submitted_on") SELECT new_values."application_number", new_values."appointment_at", new_values."appointment_place", new_values."case_id", new_values."created_at", new_values."decided_by_id", new_values."decided_by_organisation_id", new_values."decided_on", new_values."document_id", new_values."fee_amount", new_values."fee_paid_by", NOW(), \'insert\', new_values."id", new_values."reason", new_values."since", new_values."stage", new_values."started_on", new_values."status", new_values."submitted_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e70b72019e82ad7406fb9f17dd85fc0c6a2d667b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7fbb7', referencing='REFERENCING NEW TABLE AS new_values ', table='journey_stagerecord', when='AFTER')),
        ),
    ]
