"""Rows of a sheet wait until their organisation may ask about more people."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0012_import_rows_elsewhere'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importrow',
            name='outcome',
            field=models.CharField(choices=[('read', 'not checked yet'), ('new', 'new'), ('same', 'is in the register already'), ('duplicate', 'possible duplicate'), ('later', 'waits to be asked about'), ('known', 'was imported before'), ('repeated', 'stands in the file more than once'), ('error', 'wrong')], max_length=10, verbose_name='is'),
        ),
    ]
