"""What was shared with an organisation lately is on its Today, and looked for by it."""
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_row_security'),
        ('people', '0009_people_set_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='personaccess',
            index=models.Index(condition=models.Q(('reason', 'referral')), fields=['organisation', '-since'], name='access_shared_lately'),
        ),
    ]
