"""When people lived in which household; who saw a document and who verified a contact, and how a lost one comes back."""

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
        ('people', '0013_likeness'),
        ('places', '0002_divisions_of_ecuador'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HouseholdStay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('relationship', models.CharField(choices=[('head', 'head of household'), ('partner', 'spouse or partner'), ('child', 'son or daughter'), ('parent', 'father or mother'), ('sibling', 'brother or sister'), ('other', 'other relative or member')], max_length=10, verbose_name='was in the household')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                ('left_on', models.DateField(verbose_name='left on')),
                ('why', models.CharField(choices=[('moved', 'moved out'), ('separated', 'separation'), ('together', 'they live together now'), ('reunited', 'the family is reunited'), ('left_country', 'left the country'), ('died', 'died'), ('twice', 'the same household was recorded twice'), ('mistake', 'recorded by mistake'), ('other', 'another reason')], max_length=12, verbose_name='why')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='people.household', verbose_name='household')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stays', to='people.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'stay in a household',
                'verbose_name_plural': 'stays in households',
                'ordering': ['-left_on', '-created_at'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('joined_on', None), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='stay_ends_after_it_begins', violation_error_message='She left before she joined.'),
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='identitydocument',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='identitydocument',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='identitydocument',
            name='delete_delete',
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
            model_name='contactpoint',
            name='lost_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='lost since'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='owner_words',
            field=models.CharField(blank=True, max_length=120, verbose_name='who that is'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='recovery',
            field=models.CharField(blank=True, choices=[('code_sent', 'a code was sent to her'), ('provider_asked', 'the provider was asked'), ('new_made', 'a new one was made'), ('given_up', 'given up')], max_length=15, verbose_name='recovery'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='recovery_on',
            field=models.DateField(blank=True, null=True, verbose_name='recovery step on'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='verified_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='verified by'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='verified_organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='verified at'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='lost_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='lost since'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='owner_words',
            field=models.CharField(blank=True, max_length=120, verbose_name='who that is'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='recovery',
            field=models.CharField(blank=True, choices=[('code_sent', 'a code was sent to her'), ('provider_asked', 'the provider was asked'), ('new_made', 'a new one was made'), ('given_up', 'given up')], max_length=15, verbose_name='recovery'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='recovery_on',
            field=models.DateField(blank=True, null=True, verbose_name='recovery step on'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='verified_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='verified by'),
        ),
        migrations.AddField(
            model_name='contactpointhistory',
            name='verified_organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.organisation', verbose_name='verified at'),
        ),
        migrations.AddField(
            model_name='identitydocument',
            name='verified_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='seen on'),
        ),
        migrations.AddField(
            model_name='identitydocument',
            name='verified_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='seen by'),
        ),
        migrations.AddField(
            model_name='identitydocument',
            name='verified_organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='seen at'),
        ),
        migrations.AddField(
            model_name='identitydocumenthistory',
            name='verified_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='seen on'),
        ),
        migrations.AddField(
            model_name='identitydocumenthistory',
            name='verified_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='seen by'),
        ),
        migrations.AddField(
            model_name='identitydocumenthistory',
            name='verified_organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.organisation', verbose_name='seen at'),
        ),
        migrations.AddField(
            model_name='person',
            name='household_since',
            field=models.DateField(blank=True, null=True, verbose_name='in the household since'),
        ),
        migrations.AddField(
            model_name='person',
            name='principal_applicant',
            field=models.BooleanField(default=False, verbose_name='applies for the household'),
        ),
        migrations.AddField(
            model_name='personhistory',
            name='household_since',
            field=models.DateField(blank=True, null=True, verbose_name='in the household since'),
        ),
        migrations.AddField(
            model_name='personhistory',
            name='principal_applicant',
            field=models.BooleanField(default=False, verbose_name='applies for the household'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('household', None)), fields=['birth_date'], name='person_without_household'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('relationship', 'head')), fields=['birth_date'], name='person_head_by_birth'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_contactpointhistory" ("created_at", "kind", "lost_at", "opted_out_at", "owner", "owner_words", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recovery", "recovery_on", "state", "value", "value_key", "verified_at", "verified_by_id", "verified_organisation_id") VALUES (NEW."created_at", NEW."kind", NEW."lost_at", NEW."opted_out_at", NEW."owner", NEW."owner_words", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."recovery", NEW."recovery_on", NEW."state", NEW."value", NEW."value_key", NEW."verified_at", NEW."verified_by_id", NEW."verified_organisation_id"); RETURN NULL;', hash='e8915d03979f1cbe7b96aed091fce93b12491ce3', operation='INSERT', pgid='pgtrigger_insert_insert_37e76', table='people_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."lost_at" IS DISTINCT FROM (NEW."lost_at") OR OLD."opted_out_at" IS DISTINCT FROM (NEW."opted_out_at") OR OLD."owner" IS DISTINCT FROM (NEW."owner") OR OLD."owner_words" IS DISTINCT FROM (NEW."owner_words") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."recovery" IS DISTINCT FROM (NEW."recovery") OR OLD."recovery_on" IS DISTINCT FROM (NEW."recovery_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."value_key" IS DISTINCT FROM (NEW."value_key") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id") OR OLD."verified_organisation_id" IS DISTINCT FROM (NEW."verified_organisation_id"))', func='INSERT INTO "people_contactpointhistory" ("created_at", "kind", "lost_at", "opted_out_at", "owner", "owner_words", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recovery", "recovery_on", "state", "value", "value_key", "verified_at", "verified_by_id", "verified_organisation_id") VALUES (OLD."created_at", OLD."kind", OLD."lost_at", OLD."opted_out_at", OLD."owner", OLD."owner_words", OLD."person_id", NOW(), \'update\', OLD."id", OLD."recovery", OLD."recovery_on", OLD."state", OLD."value", OLD."value_key", OLD."verified_at", OLD."verified_by_id", OLD."verified_organisation_id"); RETURN NULL;', hash='c0cee4e41492626a36d529f041822305e352f896', operation='UPDATE', pgid='pgtrigger_update_update_ecedd', table='people_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactpoint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_contactpointhistory" ("created_at", "kind", "lost_at", "opted_out_at", "owner", "owner_words", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recovery", "recovery_on", "state", "value", "value_key", "verified_at", "verified_by_id", "verified_organisation_id") VALUES (OLD."created_at", OLD."kind", OLD."lost_at", OLD."opted_out_at", OLD."owner", OLD."owner_words", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."recovery", OLD."recovery_on", OLD."state", OLD."value", OLD."value_key", OLD."verified_at", OLD."verified_by_id", OLD."verified_organisation_id"); RETURN NULL;', hash='8c3de51d22fb5f9251ca0b959f41893aed31fc05', operation='DELETE', pgid='pgtrigger_delete_delete_e5970', table='people_contactpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identitydocument',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_identitydocumenthistory" ("country", "created_at", "evidence", "expires_on", "issued_on", "kind", "number", "number_key", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verified_at", "verified_by_id", "verified_organisation_id") VALUES (NEW."country", NEW."created_at", NEW."evidence", NEW."expires_on", NEW."issued_on", NEW."kind", NEW."number", NEW."number_key", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."verified_at", NEW."verified_by_id", NEW."verified_organisation_id"); RETURN NULL;', hash='b182dd7716fcc0bee6037de851f53f06d08b5e44', operation='INSERT', pgid='pgtrigger_insert_insert_50f20', table='people_identitydocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identitydocument',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."number_key" IS DISTINCT FROM (NEW."number_key") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id") OR OLD."verified_organisation_id" IS DISTINCT FROM (NEW."verified_organisation_id"))', func='INSERT INTO "people_identitydocumenthistory" ("country", "created_at", "evidence", "expires_on", "issued_on", "kind", "number", "number_key", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verified_at", "verified_by_id", "verified_organisation_id") VALUES (OLD."country", OLD."created_at", OLD."evidence", OLD."expires_on", OLD."issued_on", OLD."kind", OLD."number", OLD."number_key", OLD."person_id", NOW(), \'update\', OLD."id", OLD."verified_at", OLD."verified_by_id", OLD."verified_organisation_id"); RETURN NULL;', hash='d95f594c52a8c6c5746401d4b32bacb2a1795039', operation='UPDATE', pgid='pgtrigger_update_update_ef290', table='people_identitydocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='identitydocument',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_identitydocumenthistory" ("country", "created_at", "evidence", "expires_on", "issued_on", "kind", "number", "number_key", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "verified_at", "verified_by_id", "verified_organisation_id") VALUES (OLD."country", OLD."created_at", OLD."evidence", OLD."expires_on", OLD."issued_on", OLD."kind", OLD."number", OLD."number_key", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."verified_at", OLD."verified_by_id", OLD."verified_organisation_id"); RETURN NULL;', hash='c15d3843f126f066e79dcfebb2a0bdac1336f255', operation='DELETE', pgid='pgtrigger_delete_delete_9fb7a', table='people_identitydocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (NEW."address", NEW."anonymised_on", NEW."birth_date", NEW."birth_precision", NEW."canton_id", NEW."created_at", NEW."entry_date", NEW."entry_point", NEW."entry_regular", NEW."family_names", NEW."given_names", NEW."household_id", NEW."household_since", NEW."language", NEW."name_key", NEW."nationality", NOW(), \'insert\', NEW."id", NEW."principal_applicant", NEW."relationship", NEW."restricted_on", NEW."sex"); RETURN NULL;', hash='c9d0c192ba4ce0d36aef0056381e51d2da3cdb77', operation='INSERT', pgid='pgtrigger_insert_insert_65688', table='people_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."anonymised_on" IS DISTINCT FROM (NEW."anonymised_on") OR OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."birth_precision" IS DISTINCT FROM (NEW."birth_precision") OR OLD."canton_id" IS DISTINCT FROM (NEW."canton_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."entry_date" IS DISTINCT FROM (NEW."entry_date") OR OLD."entry_point" IS DISTINCT FROM (NEW."entry_point") OR OLD."entry_regular" IS DISTINCT FROM (NEW."entry_regular") OR OLD."family_names" IS DISTINCT FROM (NEW."family_names") OR OLD."given_names" IS DISTINCT FROM (NEW."given_names") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."household_since" IS DISTINCT FROM (NEW."household_since") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key") OR OLD."nationality" IS DISTINCT FROM (NEW."nationality") OR OLD."principal_applicant" IS DISTINCT FROM (NEW."principal_applicant") OR OLD."relationship" IS DISTINCT FROM (NEW."relationship") OR OLD."restricted_on" IS DISTINCT FROM (NEW."restricted_on") OR OLD."sex" IS DISTINCT FROM (NEW."sex"))', func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (OLD."address", OLD."anonymised_on", OLD."birth_date", OLD."birth_precision", OLD."canton_id", OLD."created_at", OLD."entry_date", OLD."entry_point", OLD."entry_regular", OLD."family_names", OLD."given_names", OLD."household_id", OLD."household_since", OLD."language", OLD."name_key", OLD."nationality", NOW(), \'update\', OLD."id", OLD."principal_applicant", OLD."relationship", OLD."restricted_on", OLD."sex"); RETURN NULL;', hash='69863ed645f05a4fa2f2eefecf988d12710cd415', operation='UPDATE', pgid='pgtrigger_update_update_de829', table='people_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "people_personhistory" ("address", "anonymised_on", "birth_date", "birth_precision", "canton_id", "created_at", "entry_date", "entry_point", "entry_regular", "family_names", "given_names", "household_id", "household_since", "language", "name_key", "nationality", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_applicant", "relationship", "restricted_on", "sex") VALUES (OLD."address", OLD."anonymised_on", OLD."birth_date", OLD."birth_precision", OLD."canton_id", OLD."created_at", OLD."entry_date", OLD."entry_point", OLD."entry_regular", OLD."family_names", OLD."given_names", OLD."household_id", OLD."household_since", OLD."language", OLD."name_key", OLD."nationality", NOW(), \'delete\', OLD."id", OLD."principal_applicant", OLD."relationship", OLD."restricted_on", OLD."sex"); RETURN NULL;', hash='b12402350355e21563a88e916367ed98f0e38d05', operation='DELETE', pgid='pgtrigger_delete_delete_2ca2d', table='people_person', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_by', None), ('verified_organisation', None)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False), ('verified_organisation__isnull', False)), _connector='OR'), name='contact_verified_whole', violation_error_message='Of a contact that was verified it is kept when and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('owner', 'own'), _negated=True), ('owner_words', ''), _connector='OR'), name='contact_own_needs_no_words', violation_error_message="Who that is, is said of what is somebody else's."),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lost_at', None), ('recovery', ''), ('recovery_on', None)), models.Q(('state', 'lost'), models.Q(models.Q(('recovery', ''), ('recovery_on', None)), models.Q(models.Q(('recovery', ''), _negated=True), ('recovery_on__isnull', False)), _connector='OR')), _connector='OR'), name='contact_recovered_only_when_lost', violation_error_message='Only of what is lost it is said since when, and how it is to come back.'),
        ),
        migrations.AddConstraint(
            model_name='identitydocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_at', None), ('verified_by', None), ('verified_organisation', None)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False), ('verified_organisation__isnull', False), models.Q(('evidence', 'declared'), _negated=True)), _connector='OR'), name='document_verified_whole', violation_error_message='Of a document that was seen it is kept when and by whom; else neither.'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('household__isnull', False), models.Q(('household_since', None), ('principal_applicant', False)), _connector='OR'), name='person_in_household_whole', violation_error_message='Since when, and for whom she applies, is said of who is in a household.'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('principal_applicant', True)), fields=('household',), name='household_has_one_applicant', violation_error_message='Somebody else applies for this household already.'),
        ),
        migrations.RunSQL(
            rows.protect("people_householdstay", rows.of_person("household")),
            rows.unprotect("people_householdstay"),
        ),
    ]
