"""Messages that nobody got yet are looked for every ten minutes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0005_lists_of_tasks'),
        ('journey', '0006_norms'),
        ('people', '0009_people_set_apart'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'sent')), fields=['sent_at'], name='message_undelivered'),
        ),
    ]
