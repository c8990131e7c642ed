"""The last contact of somebody was lost: one more fact that rules count from, and the rule that is shipped for it."""

from django.db import migrations, models


def load(apps, schema_editor):
    apps.get_model("followups", "Rule").objects.create(
        code="contact_lost",
        trigger="contact_lost",
        offsets=[0],
        unit="days",
        audience=["caseworker"],
        title_es="Se perdió su único contacto: buscar otra forma de ubicar a la persona",
        title_en="The only contact is lost: find another way to reach the person",
        task_days=5,
        stake=1,
        stops=[],
        max_per_week=1,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0008_quick_to_plan'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rule',
            name='trigger',
            field=models.CharField(choices=[('document_expiring', 'a document expires'), ('renewal_open', 'a document may be renewed from'), ('order_lapsing', 'order of cedulación given'), ('appointment', 'appointment'), ('appointment_passed', 'appointment passed without a result'), ('stage_stuck', 'a stage takes longer than it usually does'), ('blocker_review', 'a blocker is to be looked at again'), ('training_starting', 'a training starts'), ('training_without_capital', 'training finished without a seed capital application'), ('instalment_due', 'an instalment is due'), ('business_visit', 'seed capital awarded'), ('no_contact', 'last contact'), ('contact_unverified', 'no contact verified since'), ('contact_lost', 'the last contact was lost'), ('consent_ageing', 'consent given'), ('retention_near', 'the time to keep a file ends'), ('data_request_due', 'a data request is to be answered'), ('task_overdue', 'a task is overdue')], max_length=30, verbose_name='counts from'),
        ),
        migrations.AlterField(
            model_name='rulehistory',
            name='trigger',
            field=models.CharField(choices=[('document_expiring', 'a document expires'), ('renewal_open', 'a document may be renewed from'), ('order_lapsing', 'order of cedulación given'), ('appointment', 'appointment'), ('appointment_passed', 'appointment passed without a result'), ('stage_stuck', 'a stage takes longer than it usually does'), ('blocker_review', 'a blocker is to be looked at again'), ('training_starting', 'a training starts'), ('training_without_capital', 'training finished without a seed capital application'), ('instalment_due', 'an instalment is due'), ('business_visit', 'seed capital awarded'), ('no_contact', 'last contact'), ('contact_unverified', 'no contact verified since'), ('contact_lost', 'the last contact was lost'), ('consent_ageing', 'consent given'), ('retention_near', 'the time to keep a file ends'), ('data_request_due', 'a data request is to be answered'), ('task_overdue', 'a task is overdue')], max_length=30, verbose_name='counts from'),
        ),
        migrations.RunPython(load, migrations.RunPython.noop, elidable=False),
    ]
