"""The history of what is added is written once for all rows of a statement: an import adds hundreds with one."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_statistics'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='apiclient',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membershipterritory',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='organisation',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='user',
            name='insert_insert',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='apiclient',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "access_apiclienthistory" ("algorithm", "allowed_origins", "authorization_grant_type", "cimd_expires_at", "client_id", "client_type", "created", "expires_on", "hash_client_secret", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_logout_redirect_uris", "previous_secret_until", "rate_per_minute", "redirect_uris", "registration_source", "scopes", "skip_authorization", "user_id") SELECT new_values."algorithm", new_values."allowed_origins", new_values."authorization_grant_type", new_values."cimd_expires_at", new_values."client_id", new_values."client_type", new_values."created", new_values."expires_on", new_values."hash_client_secret", new_values."name", NOW(), \'insert\', new_values."id", new_values."post_logout_redirect_uris", new_values."previous_secret_until", new_values."rate_per_minute", new_values."redirect_uris", new_values."registration_source", new_values."scopes", new_values."skip_authorization", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='24b113181157468a4c23d9a771c5b2389226de7d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_30179', referencing='REFERENCING NEW TABLE AS new_values ', table='access_apiclient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "access_membershiphistory" ("created_at", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "until", "user_id") SELECT new_values."created_at", new_values."organisation_id", NOW(), \'insert\', new_values."id", new_values."role", new_values."since", new_values."until", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b0e31780e9df7304b3fe1bc3d494b4549ffb634b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_d2ee0', referencing='REFERENCING NEW TABLE AS new_values ', table='access_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershipterritory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "access_membershipterritoryhistory" ("division_id", "membership_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."division_id", new_values."membership_id", NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bf5cf300e8c54677629f8ca4c1576b8a3241abd6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e87de', referencing='REFERENCING NEW TABLE AS new_values ', table='access_membership_territory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "access_organisationhistory" ("created_at", "disclosure_budget", "duty", "is_active", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name") SELECT new_values."created_at", new_values."disclosure_budget", new_values."duty", new_values."is_active", new_values."kind", new_values."name", NOW(), \'insert\', new_values."id", new_values."short_name" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0aa1053a00a27c14c97d63412212d91121eaa75a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_96fcc', referencing='REFERENCING NEW TABLE AS new_values ', table='access_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "access_userhistory" ("created_at", "email", "full_name", "is_active", "is_service", "is_staff", "is_superuser", "language", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."created_at", new_values."email", new_values."full_name", new_values."is_active", new_values."is_service", new_values."is_staff", new_values."is_superuser", new_values."language", NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f48e3730be8dd7802bff51a9ca157efb4d4d44d1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b2fac', referencing='REFERENCING NEW TABLE AS new_values ', table='access_user', when='AFTER')),
        ),
    ]
