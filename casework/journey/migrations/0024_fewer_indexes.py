"""Indexes go that another one covers, or by which nothing is looked up: each is written to with every row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_statistics'),
        ('journey', '0023_seen_in_order'),
        ('people', '0032_fewer_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='code',
            field=models.CharField(editable=False, max_length=9, verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='case',
            name='pathway',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journey.pathway', verbose_name='pathway'),
        ),
        migrations.AlterField(
            model_name='columnmapping',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='import',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='access.membership', verbose_name='decided by'),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='home_decided_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='access.membership', verbose_name='household decided by'),
        ),
        migrations.AlterField(
            model_name='intakerow',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='note',
            name='author',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='note',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='pathwaystage',
            name='pathway',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='journey.pathway', verbose_name='pathway'),
        ),
        migrations.AlterField(
            model_name='stagerecord',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='records', to='journey.case', verbose_name='case'),
        ),
        migrations.AlterField(
            model_name='stagerecord',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AlterField(
            model_name='stagerecord',
            name='decided_by_organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='recorded by the organisation'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(condition=models.Q(('decided_by__isnull', False)), fields=['decided_by'], name='import_row_decided'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(condition=models.Q(('home_decided_by__isnull', False)), fields=['home_decided_by'], name='import_row_home_decided'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('code',), name='case_code_once', violation_error_message='Another case has this code already.'),
        ),
    ]
