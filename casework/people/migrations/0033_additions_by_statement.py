"""The history of what is added is written once for all rows of a statement: an import adds hundreds with one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0032_fewer_indexes'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='accessrequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='consent',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactattempt',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactpoint',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='datarequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='household',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='identitydocument',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='person',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='personaccess',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='protectionnote',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='specificneed',
            name='insert_insert',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_accessrequesthistory" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "asked_of_id", "created_at", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") SELECT new_values."answer", new_values."answered_at", new_values."answered_by_id", new_values."asked_at", new_values."asked_by_id", new_values."asked_of_id", new_values."created_at", new_values."organisation_id", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."state", new_values."why" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d027abfda2d458a14adc7b2da487d1321bd8873c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_900fa', referencing='REFERENCING NEW TABLE AS new_values ', table='people_accessrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_consenthistory" ("created_at", "given_by", "given_on", "how", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recipient_kind", "recorded_by_id", "text_id", "withdrawn_how", "withdrawn_on", "withdrawn_recorded_by_id") SELECT new_values."created_at", new_values."given_by", new_values."given_on", new_values."how", new_values."organisation_id", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."purpose", new_values."recipient_kind", new_values."recorded_by_id", new_values."text_id", new_values."withdrawn_how", new_values."withdrawn_on", new_values."withdrawn_recorded_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3c0bef763e61bee961309a810a49542189da07fa', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_91c75', referencing='REFERENCING NEW TABLE AS new_values ', table='people_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactattempt',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_contactattempthistory" ("at", "by_user_id", "contact_id", "created_at", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "result", "way") SELECT new_values."at", new_values."by_user_id", new_values."contact_id", new_values."created_at", new_values."organisation_id", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."remark", new_values."result", new_values."way" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1108752dfe791a7b20fc7e2c369cd74623282b90', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_6bdbb', referencing='REFERENCING NEW TABLE AS new_values ', table='people_contactattempt', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_contactpointhistory" ("created_at", "kind", "lost_at", "opted_out_at", "owner", "owner_words", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recovery", "recovery_on", "state", "value", "value_key", "verified_at", "verified_by_id", "verified_organisation_id") SELECT new_values."created_at", new_values."kind", new_values."lost_at", new_values."opted_out_at", new_values."owner", new_values."owner_words", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."recovery", new_values."recovery_on", new_values."state", new_values."value", new_values."value_key", new_values."verified_at", new_values."verified_by_id", new_values."verified_organisation_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='faad3bdb5674af5fa449bdb1de966a3b08323ab0', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_37e76', referencing='REFERENCING NEW TABLE AS new_values ', table='people_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datarequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_datarequesthistory" ("answer", "answered_by_id", "answered_on", "created_at", "details", "due_on", "kind", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_by_id", "status") SELECT new_values."answer", new_values."answered_by_id", new_values."answered_on", new_values."created_at", new_values."details", new_values."due_on", new_values."kind", new_values."organisation_id", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."received_on", new_values."recorded_by_id", new_values."status" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='36ef6ba313f948a42e32456c1fb7447db3ed961a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_19d5a', referencing='REFERENCING NEW TABLE AS new_values ', table='people_datarequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_householdhistory" ("address", "canton_id", "created_at", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."address", new_values."canton_id", new_values."created_at", NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a254b7f0905ed02c95f6c3e1d1fc18f4e13281c7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_bfe65', referencing='REFERENCING NEW TABLE AS new_values ', table='people_household', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identitydocument',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_identitydocumenthistory" ("country", "created_at", "evidence", "expires_on", "issued_on", "kind", "number", "number_key", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verified_at", "verified_by_id", "verified_organisation_id") SELECT new_values."country", new_values."created_at", new_values."evidence", new_values."expires_on", new_values."issued_on", new_values."kind", new_values."number", new_values."number_key", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."verified_at", new_values."verified_by_id", new_values."verified_organisation_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c9d8d4fb2cffe2df084608b29c55cf4934615925', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_50f20', referencing='REFERENCING NEW TABLE AS new_values ', table='people_identitydocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "death_known_by", "death_told_by", "died_on", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "merged_into_id", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") SELECT new_values."address", new_values."anonymised_on", new_values."birth_date", new_values."birth_precision", new_values."canton_id", new_values."created_at", new_values."death_known_by", new_values."death_told_by", new_values."died_on", new_values."entry_date", new_values."entry_point", new_values."entry_regular", new_values."family_names", new_values."given_names", new_values."household_id", new_values."household_since", new_values."language", new_values."merged_into_id", new_values."name_key", new_values."nationality", NOW(), \'insert\', new_values."id", new_values."principal_applicant", new_values."relationship", new_values."restricted_on", new_values."sex" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1249cea66aa031408b610c97042f11fe66377a01', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_65688', referencing='REFERENCING NEW TABLE AS new_values ', table='people_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personaccess',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_personaccesshistory" ("acknowledged_at", "acknowledged_by_id", "consent_id", "created_at", "explanation", "legal_reason", "membership_id", "opened_by_id", "organisation_id", "organisation_kind", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sections", "since", "until") SELECT new_values."acknowledged_at", new_values."acknowledged_by_id", new_values."consent_id", new_values."created_at", new_values."explanation", new_values."legal_reason", new_values."membership_id", new_values."opened_by_id", new_values."organisation_id", new_values."organisation_kind", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."reason", new_values."sections", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='55044a938f4978abd5d24e965c977a29a6c72dbf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_89401', referencing='REFERENCING NEW TABLE AS new_values ', table='people_personaccess', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='protectionnote',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_protectionnotehistory" ("author_id", "created_at", "kind", "organisation_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") SELECT new_values."author_id", new_values."created_at", new_values."kind", new_values."organisation_id", new_values."person_id", NOW(), \'insert\', new_values."id", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e1dd0b037c98c34c6c6bc4c8ae32b857e880e387', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_808bf', referencing='REFERENCING NEW TABLE AS new_values ', table='people_protectionnote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specificneed',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_specificneedhistory" ("created_at", "detail", "kind", "percent", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."created_at", new_values."detail", new_values."kind", new_values."percent", new_values."person_id", NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bd3dc0910c5d137310fee8d9fa6347fda70afb58', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_86ef9', referencing='REFERENCING NEW TABLE AS new_values ', table='people_specificneed', when='AFTER')),
        ),
    ]
