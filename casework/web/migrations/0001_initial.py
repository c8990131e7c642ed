"""Forms that were sent, seen by who sent them and by nobody else."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from casework.access import row_security as rows

MINE = f"({rows.SYSTEM} OR membership_id = (SELECT casework_membership()))"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0007_sealed_scope'),
    ]

    operations = [
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(verbose_name='token')),
                ('page', models.CharField(max_length=60, verbose_name='page')),
                ('address', models.CharField(max_length=300, verbose_name='where it led')),
                ('sent_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='sent')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.membership', verbose_name='membership')),
            ],
            options={
                'verbose_name': 'form that was sent',
                'verbose_name_plural': 'forms that were sent',
                'constraints': [models.UniqueConstraint(fields=('membership', 'token', 'page'), name='sent_form_once', violation_error_message='This form was sent already.')],
            },
        ),
        migrations.RunSQL(rows.protect("web_sentform", MINE), rows.unprotect("web_sentform")),
    ]
