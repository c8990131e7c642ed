"""Rows of a sheet are proposed as one household, and somebody decides."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_powers_by_two'),
        ('journey', '0017_deaths'),
        ('people', '0026_deaths'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrow',
            name='home',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='household proposed by line'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='home_decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='access.membership', verbose_name='household decided by'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='home_decision',
            field=models.CharField(blank=True, choices=[('together', 'one household'), ('apart', 'not one household')], max_length=10, verbose_name='household decision'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='home_done_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='household done at'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='home_joined',
            field=models.BooleanField(default=False, verbose_name='put into the household'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='home_why',
            field=models.CharField(blank=True, choices=[('second', 'they stand in one row'), ('roster', 'the sheet of members says so'), ('number', 'they have the same household number'), ('travels', 'one travels with the other'), ('address', 'they have the same address')], max_length=10, verbose_name='why a household'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='relation',
            field=models.CharField(blank=True, choices=[('head', 'head of household'), ('partner', 'spouse or partner'), ('child', 'son or daughter'), ('parent', 'father or mother'), ('sibling', 'brother or sister'), ('other', 'other relative or member')], max_length=10, verbose_name='relation'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(condition=models.Q(('home__isnull', False)), fields=['sheet', 'home'], name='import_row_by_home'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(condition=models.Q(('done_at__isnull', False), ('home_decision', 'together'), ('home_done_at', None)), fields=['sheet', 'home'], name='import_row_to_place'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.CheckConstraint(condition=models.Q(('home__isnull', False), ('home_decision', ''), _connector='OR'), name='import_row_household_proposed', violation_error_message='No household is proposed for this row.'),
        ),
    ]
