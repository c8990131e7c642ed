"""Who is anonymised or restricted is found without reading all people."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_contact_attempts'),
        ('places', '0002_divisions_of_ecuador'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('anonymised_on__isnull', False)), fields=['id'], name='person_anonymised'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('restricted_on__isnull', False)), fields=['id'], name='person_restricted'),
        ),
    ]
