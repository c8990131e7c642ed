"""Indexes go that another one covers, or by which nothing is looked up: each is written to with every row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_statistics'),
        ('people', '0031_questions_counted_by_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessrequest',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='asked by'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='recorded_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='text',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.consenttext', verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='withdrawn_recorded_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawal recorded by'),
        ),
        migrations.AlterField(
            model_name='contactattempt',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contact_attempts', to='people.person', verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='contactpoint',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='people.person', verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='contactpoint',
            name='value_key',
            field=models.CharField(editable=False, max_length=254, verbose_name='as searched'),
        ),
        migrations.AlterField(
            model_name='disclosurequestion',
            name='membership',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.membership', verbose_name='asked by'),
        ),
        migrations.AlterField(
            model_name='disclosurequestion',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='duplicate',
            name='one',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person', verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='event',
            name='by_organisation',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='event',
            name='by_user',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='event',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='people.person', verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='identitydocument',
            name='number_key',
            field=models.CharField(editable=False, max_length=40, verbose_name='number as searched'),
        ),
        migrations.AlterField(
            model_name='identitydocument',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='people.person', verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='mergestep',
            name='merge',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='people.merge', verbose_name='merge'),
        ),
        migrations.AlterField(
            model_name='personaccess',
            name='acknowledged_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken note of by'),
        ),
        migrations.AlterField(
            model_name='personaccess',
            name='consent',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to='people.consent', verbose_name='consent'),
        ),
        migrations.AlterField(
            model_name='personaccess',
            name='membership',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.membership', verbose_name='only for'),
        ),
        migrations.AlterField(
            model_name='personaccess',
            name='opened_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AddIndex(
            model_name='contactpoint',
            index=models.Index(fields=['value_key'], name='contact_value'),
        ),
        migrations.AddIndex(
            model_name='identitydocument',
            index=models.Index(fields=['number_key'], name='document_number'),
        ),
        migrations.AddIndex(
            model_name='personaccess',
            index=models.Index(condition=models.Q(('membership__isnull', False)), fields=['membership'], name='access_of_member'),
        ),
        migrations.AddIndex(
            model_name='personaccess',
            index=models.Index(condition=models.Q(('consent__isnull', False)), fields=['consent'], name='access_by_consent'),
        ),
    ]
