"""Another organisation asks for access: one more fact that rules count from, and the rule that is shipped for it.

What was asked about a person is forgotten with her history.
"""

from importlib import import_module

from django.db import migrations, models

earlier = import_module("casework.followups.migrations.0002_row_security")
FORGET = earlier.FORGET.replace(
    "DELETE FROM people_contactattempthistory",
    "DELETE FROM people_accessrequesthistory WHERE person_id = person;\n        DELETE FROM people_contactattempthistory",
)


def load(apps, schema_editor):
    apps.get_model("followups", "Rule").objects.create(
        code="access_asked",
        trigger="access_asked",
        offsets=[0],
        unit="days",
        audience=["caseworker"],
        title_es="Responder a otra organización: pide ver un expediente",
        title_en="Answer another organisation: it asks to see a file",
        task_days=3,
        stake=2,
        stops=[],
        max_per_week=1,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0009_contact_lost'),
        ('people', '0017_access_requests'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rule',
            name='trigger',
            field=models.CharField(choices=[('document_expiring', 'a document expires'), ('renewal_open', 'a document may be renewed from'), ('order_lapsing', 'order of cedulación given'), ('appointment', 'appointment'), ('appointment_passed', 'appointment passed without a result'), ('stage_stuck', 'a stage takes longer than it usually does'), ('blocker_review', 'a blocker is to be looked at again'), ('training_starting', 'a training starts'), ('training_without_capital', 'training finished without a seed capital application'), ('instalment_due', 'an instalment is due'), ('business_visit', 'seed capital awarded'), ('no_contact', 'last contact'), ('contact_unverified', 'no contact verified since'), ('contact_lost', 'the last contact was lost'), ('consent_ageing', 'consent given'), ('retention_near', 'the time to keep a file ends'), ('access_asked', 'another organisation asks for access'), ('data_request_due', 'a data request is to be answered'), ('task_overdue', 'a task is overdue')], max_length=30, verbose_name='counts from'),
        ),
        migrations.AlterField(
            model_name='rulehistory',
            name='trigger',
            field=models.CharField(choices=[('document_expiring', 'a document expires'), ('renewal_open', 'a document may be renewed from'), ('order_lapsing', 'order of cedulación given'), ('appointment', 'appointment'), ('appointment_passed', 'appointment passed without a result'), ('stage_stuck', 'a stage takes longer than it usually does'), ('blocker_review', 'a blocker is to be looked at again'), ('training_starting', 'a training starts'), ('training_without_capital', 'training finished without a seed capital application'), ('instalment_due', 'an instalment is due'), ('business_visit', 'seed capital awarded'), ('no_contact', 'last contact'), ('contact_unverified', 'no contact verified since'), ('contact_lost', 'the last contact was lost'), ('consent_ageing', 'consent given'), ('retention_near', 'the time to keep a file ends'), ('access_asked', 'another organisation asks for access'), ('data_request_due', 'a data request is to be answered'), ('task_overdue', 'a task is overdue')], max_length=30, verbose_name='counts from'),
        ),
        migrations.RunSQL(FORGET, earlier.FORGET),
        migrations.RunPython(load, migrations.RunPython.noop, elidable=False),
    ]
