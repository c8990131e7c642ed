"""Two records of one person become one (models/merging.py), and what the second lock lets be seen of them."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from casework.access import row_security as rows


# Who was merged into another is in no list, also where a query forgot it; and nobody makes it so but the action.
PERSON = rows.of_person("identity", "id")
STANDS = f"(merged_into_id IS NULL OR {rows.SYSTEM})"
TABLES = {
    "people_person": (f"{PERSON} AND {STANDS}", f"{rows.ACTS} AND {STANDS}"),
    "people_merge": (rows.of_person("identity", "kept_id"), rows.SYSTEM),
    "people_mergestep": (rows.SYSTEM, None),
}


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('people', '0015_duplicates'),
        ('places', '0002_divisions_of_ecuador'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('by_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='merged into her')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='people.person', verbose_name='kept')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation')),
                ('undone_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
                ('undone_organisation', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='undone at the organisation')),
            ],
            options={
                'verbose_name': 'merge of two records',
                'verbose_name_plural': 'merges of records',
                'ordering': ['-created_at'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='merge_of_two', violation_error_message='A record is not merged with itself.'),
                    models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('gone',), name='merge_gone_once', violation_error_message='This record was merged into another already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None), ('undone_organisation', None)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), ('undone_organisation__isnull', False)), _connector='OR'), name='merge_undone_whole', violation_error_message='Of a merge that was undone it is kept when and by whom.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MergeStep',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('table', models.CharField(max_length=60, verbose_name='table')),
                ('row', models.CharField(max_length=36, verbose_name='row')),
                ('before', models.JSONField(verbose_name='before')),
                ('after', models.JSONField(verbose_name='after')),
                ('makes_way', models.BooleanField(default=False, verbose_name='makes way first')),
                ('merge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='people.merge', verbose_name='merge')),
            ],
            options={
                'verbose_name': 'step of a merge',
                'verbose_name_plural': 'steps of merges',
                'ordering': ['number'],
                'constraints': [
                    models.UniqueConstraint(fields=('merge', 'number'), name='merge_step_once', violation_error_message='This step of the merge is kept already.'),
                ],
            },
        ),
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
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_here', to='people.person', verbose_name='merged into'),
        ),
        migrations.AddField(
            model_name='personhistory',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='merged into'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='person_merged'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "merged_into_id", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (NEW."address", NEW."anonymised_on", NEW."birth_date", NEW."birth_precision", NEW."canton_id", NEW."created_at", NEW."entry_date", NEW."entry_point", NEW."entry_regular", NEW."family_names", NEW."given_names", NEW."household_id", NEW."household_since", NEW."language", NEW."merged_into_id", NEW."name_key", NEW."nationality", NOW(), \'insert\', NEW."id", NEW."principal_applicant", NEW."relationship", NEW."restricted_on", NEW."sex"); RETURN NULL;', hash='2881103529ee7bec43e7f5a09a1d1a93bf8add9a', operation='INSERT', pgid='pgtrigger_insert_insert_65688', table='people_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."anonymised_on" IS DISTINCT FROM (NEW."anonymised_on") OR OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."birth_precision" IS DISTINCT FROM (NEW."birth_precision") OR OLD."canton_id" IS DISTINCT FROM (NEW."canton_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."entry_date" IS DISTINCT FROM (NEW."entry_date") OR OLD."entry_point" IS DISTINCT FROM (NEW."entry_point") OR OLD."entry_regular" IS DISTINCT FROM (NEW."entry_regular") OR OLD."family_names" IS DISTINCT FROM (NEW."family_names") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."household_since" IS DISTINCT FROM (NEW."household_since") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key") OR OLD."nationality" IS DISTINCT FROM (NEW."nationality") OR OLD."principal_applicant" IS DISTINCT FROM (NEW."principal_applicant") OR OLD."relationship" IS DISTINCT FROM (NEW."relationship") OR OLD."restricted_on" IS DISTINCT FROM (NEW."restricted_on") OR OLD."sex" IS DISTINCT FROM (NEW."sex"))', func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "merged_into_id", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (OLD."address", OLD."anonymised_on", OLD."birth_date", OLD."birth_precision", OLD."canton_id", OLD."created_at", OLD."entry_date", OLD."entry_point", OLD."entry_regular", OLD."family_names", OLD."given_names", OLD."household_id", OLD."household_since", OLD."language", OLD."merged_into_id", OLD."name_key", OLD."nationality", NOW(), \'update\', OLD."id", OLD."principal_applicant", OLD."relationship", OLD."restricted_on", OLD."sex"); RETURN NULL;', hash='198672e7184a07da437e7da3a6764fb43b3819e0', operation='UPDATE', pgid='pgtrigger_update_update_de829', table='people_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "merged_into_id", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (OLD."address", OLD."anonymised_on", OLD."birth_date", OLD."birth_precision", OLD."canton_id", OLD."created_at", OLD."entry_date", OLD."entry_point", OLD."entry_regular", OLD."family_names", OLD."given_names", OLD."household_id", OLD."household_since", OLD."language", OLD."merged_into_id", OLD."name_key", OLD."nationality", NOW(), \'delete\', OLD."id", OLD."principal_applicant", OLD."relationship", OLD."restricted_on", OLD."sex"); RETURN NULL;', hash='36a59591349ff72e1472f28c63ac49501f93224f', operation='DELETE', pgid='pgtrigger_delete_delete_2ca2d', table='people_person', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('household', None), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='person_merged_lives_with_nobody', violation_error_message='Who was merged into another is in no household, and not merged with herself.'),
        ),
        *(migrations.RunSQL(rows.protect(table, *rule), rows.unprotect(table)) for table, rule in TABLES.items()),
    ]
