"""Pairs of people who may be one or of one household; how far the search for them has come. Keys go with all likenesses."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from casework.access import row_security as rows

BOTH = f"{rows.of_person('identity', 'one_id')} AND {rows.of_person('identity', 'other_id')}"
EMPTIED = """
CREATE FUNCTION casework_keys_emptied() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    TRUNCATE people_matchkey, people_nameword;
    RETURN NULL;
END $$;
CREATE TRIGGER keys_emptied AFTER TRUNCATE ON people_likeness
    FOR EACH STATEMENT EXECUTE FUNCTION casework_keys_emptied();
"""
NOT_EMPTIED = "DROP TRIGGER keys_emptied ON people_likeness; DROP FUNCTION casework_keys_emptied();"

class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('people', '0014_stays_and_who_verified'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DuplicateSearch',
            fields=[
                ('part', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='part')),
                ('noted_at', models.DateTimeField(null=True, verbose_name='noted at')),
                ('person', models.UUIDField(null=True, verbose_name='person')),
                ('looked_at', models.PositiveBigIntegerField(default=0, verbose_name='people looked at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
            ],
            options={
                'verbose_name': 'search for duplicates',
                'verbose_name_plural': 'searches for duplicates',
            },
        ),
        migrations.CreateModel(
            name='Duplicate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('kind', models.CharField(choices=[('person', 'the same person'), ('household', 'the same household')], default='person', max_length=9, verbose_name='may be')),
                ('probability', models.FloatField(verbose_name='probability')),
                ('identical', models.BooleanField(default=False, verbose_name='same document, birth date and names')),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found at')),
                ('state', models.CharField(choices=[('open', 'to be reviewed'), ('unsure', 'unsure'), ('same', 'the same'), ('different', 'different')], default='open', max_length=9, verbose_name='state')),
                ('reason', models.CharField(blank=True, choices=[('siblings', 'twins, or brother and sister'), ('generations', 'father or mother, and child'), ('namesakes', 'they only have the same name'), ('shared', "one uses the other's document or telephone"), ('other', 'another reason')], max_length=11, verbose_name='they are different because')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('decided_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='decided for the organisation')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person', verbose_name='person')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person', verbose_name='other person')),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'indexes': [models.Index(fields=['kind', 'state', '-probability', 'id'], name='duplicate_queue')],
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='duplicate_once', violation_error_message='This pair is recorded already.'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='duplicate_in_order', violation_error_message='Two people, the smaller id first.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decided_for', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False), ('decided_for__isnull', False)), _connector='OR'), name='duplicate_decided_whole', violation_error_message='A decision says when, by whom and for which organisation.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'different'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('state', 'different'), _negated=True), ('reason', '')), _connector='OR'), name='duplicate_different_with_reason', violation_error_message='Say why they are different.')],
            },
        ),
        migrations.RunSQL(rows.protect("people_duplicate", BOTH), rows.unprotect("people_duplicate")),
        migrations.RunSQL(EMPTIED, NOT_EMPTIED),
    ]
