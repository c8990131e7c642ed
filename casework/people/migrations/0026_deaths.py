"""Keep a death as a fact of the person: when, how it is known and who said it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0025_births_not_exact'),
        ('places', '0002_divisions_of_ecuador'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='person',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='person',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='person',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='person',
            name='death_known_by',
            field=models.CharField(blank=True, choices=[('certificate', 'death certificate'), ('authority', 'hospital, police or consulate'), ('family', 'family or friends'), ('staff', 'a colleague'), ('not_said', 'not said')], editable=False, max_length=12, verbose_name='how the death is known'),
        ),
        migrations.AddField(
            model_name='person',
            name='death_told_by',
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name='who said that the person died'),
        ),
        migrations.AddField(
            model_name='person',
            name='died_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='died on'),
        ),
        migrations.AddField(
            model_name='personhistory',
            name='death_known_by',
            field=models.CharField(blank=True, choices=[('certificate', 'death certificate'), ('authority', 'hospital, police or consulate'), ('family', 'family or friends'), ('staff', 'a colleague'), ('not_said', 'not said')], editable=False, max_length=12, verbose_name='how the death is known'),
        ),
        migrations.AddField(
            model_name='personhistory',
            name='death_told_by',
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name='who said that the person died'),
        ),
        migrations.AddField(
            model_name='personhistory',
            name='died_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='died on'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('died_on__isnull', False)), fields=['id'], name='person_died'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "death_known_by", "death_told_by", "died_on", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "merged_into_id", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (NEW."address", NEW."anonymised_on", NEW."birth_date", NEW."birth_precision", NEW."canton_id", NEW."created_at", NEW."death_known_by", NEW."death_told_by", NEW."died_on", NEW."entry_date", NEW."entry_point", NEW."entry_regular", NEW."family_names", NEW."given_names", NEW."household_id", NEW."household_since", NEW."language", NEW."merged_into_id", NEW."name_key", NEW."nationality", NOW(), \'insert\', NEW."id", NEW."principal_applicant", NEW."relationship", NEW."restricted_on", NEW."sex"); RETURN NULL;', hash='4ede19a64138401b2e4cf351ce44ab1b5c092c79', operation='INSERT', pgid='pgtrigger_insert_insert_65688', table='people_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."anonymised_on" IS DISTINCT FROM (NEW."anonymised_on") OR OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."birth_precision" IS DISTINCT FROM (NEW."birth_precision") OR OLD."canton_id" IS DISTINCT FROM (NEW."canton_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."death_known_by" IS DISTINCT FROM (NEW."death_known_by") OR OLD."death_told_by" IS DISTINCT FROM (NEW."death_told_by") OR OLD."died_on" IS DISTINCT FROM (NEW."died_on") OR OLD."entry_date" IS DISTINCT FROM (NEW."entry_date") OR OLD."entry_point" IS DISTINCT FROM (NEW."entry_point") OR OLD."entry_regular" IS DISTINCT FROM (NEW."entry_regular") OR OLD."family_names" IS DISTINCT FROM (NEW."family_names") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."household_since" IS DISTINCT FROM (NEW."household_since") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key") OR OLD."nationality" IS DISTINCT FROM (NEW."nationality") OR OLD."principal_applicant" IS DISTINCT FROM (NEW."principal_applicant") OR OLD."relationship" IS DISTINCT FROM (NEW."relationship") OR OLD."restricted_on" IS DISTINCT FROM (NEW."restricted_on") OR OLD."sex" IS DISTINCT FROM (NEW."sex"))', func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "death_known_by", "death_told_by", "died_on", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "merged_into_id", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (OLD."address", OLD."anonymised_on", OLD."birth_date", OLD."birth_precision", OLD."canton_id", OLD."created_at", OLD."death_known_by", OLD."death_told_by", OLD."died_on", OLD."entry_date", OLD."entry_point", OLD."entry_regular", OLD."family_names", OLD."given_names", OLD."household_id", OLD."household_since", OLD."language", OLD."merged_into_id", OLD."name_key", OLD."nationality", NOW(), \'update\', OLD."id", OLD."principal_applicant", OLD."relationship", OLD."restricted_on", OLD."sex"); RETURN NULL;', hash='806fbd8e916b6da91316860940ac9cad89bf8c14', operation='UPDATE', pgid='pgtrigger_update_update_de829', table='people_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "death_known_by", "death_told_by", "died_on", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "merged_into_id", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (OLD."address", OLD."anonymised_on", OLD."birth_date", OLD."birth_precision", OLD."canton_id", OLD."created_at", OLD."death_known_by", OLD."death_told_by", OLD."died_on", OLD."entry_date", OLD."entry_point", OLD."entry_regular", OLD."family_names", OLD."given_names", OLD."household_id", OLD."household_since", OLD."language", OLD."merged_into_id", OLD."name_key", OLD."nationality", NOW(), \'delete\', OLD."id", OLD."principal_applicant", OLD."relationship", OLD."restricted_on", OLD."sex"); RETURN NULL;', hash='4ab7b6827091984acac356d54014432f0b7d957b', operation='DELETE', pgid='pgtrigger_delete_delete_2ca2d', table='people_person', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('death_known_by', ''), ('death_told_by', ''), ('died_on', None)), models.Q(('died_on__isnull', False), models.Q(('death_known_by', ''), _negated=True)), _connector='OR'), name='person_death_whole', violation_error_message='Of a death it is said when and how it is known.'),
        ),
    ]
