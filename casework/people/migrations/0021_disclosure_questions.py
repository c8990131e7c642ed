"""Questions about people out of sight are counted, and shown to nobody."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from casework.access import row_security as rows

# To nobody in particular it tells how many descriptions an organisation asked about with each of these keys.
COUNTED = """
CREATE FUNCTION casework_questions_counted(of uuid, since timestamptz, names bigint[], numbers bigint[], facts integer)
    RETURNS TABLE (key bigint, asked bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.key, sum(greatest(1, cardinality(q.fact_keys) - facts + 1))
    FROM people_disclosurequestion q, unnest(q.name_keys) k(key)
    WHERE casework_system() AND q.organisation_id = of AND q.asked_at > since AND q.name_keys && names
        AND k.key = ANY (names)
    GROUP BY k.key
    UNION ALL
    SELECT k.key, count(*)
    FROM people_disclosurequestion q, unnest(q.fact_keys) k(key)
    WHERE casework_system() AND q.organisation_id = of AND q.asked_at > since AND q.fact_keys && numbers
        AND k.key = ANY (numbers)
    GROUP BY k.key
$$;
"""
NOT_COUNTED = "DROP FUNCTION casework_questions_counted(uuid, timestamptz, bigint[], bigint[], integer);"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0006_disclosure_budget'),
        ('people', '0020_words_with_a_part'),
    ]

    operations = [
        migrations.CreateModel(
            name='DisclosureQuestion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=60, verbose_name='page or operation')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                ('fingerprint', models.UUIDField(verbose_name='fingerprint')),
                ('name_keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='fingerprints of the names')),
                ('fact_keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='fingerprints of the facts')),
                ('of_own', models.BooleanField(verbose_name="about somebody in the organisation's register")),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.membership', verbose_name='asked by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'question about people out of sight',
                'verbose_name_plural': 'questions about people out of sight',
                'indexes': [models.Index(condition=models.Q(('of_own', False)), fields=['organisation', 'asked_at'], name='question_counted'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['name_keys'], name='question_of_name'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['fact_keys'], name='question_of_fact'), models.Index(fields=['asked_at'], name='question_old')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'fingerprint'), name='question_once', violation_error_message='This was asked already.')],
            },
        ),
        migrations.RunSQL(
            rows.protect("people_disclosurequestion", rows.SYSTEM), rows.unprotect("people_disclosurequestion")
        ),
        migrations.RunSQL(COUNTED, NOT_COUNTED),
    ]
