"""Three more facts that rules count from, and the rules that are shipped for them.

A birth that decides whether somebody is a child is not exact; somebody of a household died; a number that wanted no
messages is somebody else's now.
"""

from django.db import migrations, models


RULES = [
    ("birth_unsettled", 14, 2,
     "Preguntar la fecha de nacimiento: puede ser menor de edad",
     "Ask for the date of birth: the person may be a child"),
    ("household_bereaved", 7, 2,
     "Falleció alguien del hogar: preguntar cómo está la familia",
     "Somebody of the household died: ask how the family is"),
    ("number_recycled", 7, 1,
     "El número no quería mensajes: preguntar si ahora es de la persona",
     "The number wanted no messages: ask whether it is the person's now"),
]  # fmt: skip


def load(apps, schema_editor):
    for code, task_days, stake, title_es, title_en in RULES:
        apps.get_model("followups", "Rule").objects.create(
            code=code,
            trigger=code,
            offsets=[0],
            unit="days",
            audience=["caseworker"],
            title_es=title_es,
            title_en=title_en,
            task_days=task_days,
            stake=stake,
            stops=[],
            max_per_week=1,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0011_sealed_scope'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rule',
            name='trigger',
            field=models.CharField(choices=[('document_expiring', 'a document expires'), ('renewal_open', 'a document may be renewed from'), ('order_lapsing', 'order of cedulación given'), ('appointment', 'appointment'), ('appointment_passed', 'appointment passed without a result'), ('stage_stuck', 'a stage takes longer than it usually does'), ('blocker_review', 'a blocker is to be looked at again'), ('training_starting', 'a training starts'), ('training_without_capital', 'training finished without a seed capital application'), ('instalment_due', 'an instalment is due'), ('business_visit', 'seed capital awarded'), ('no_contact', 'last contact'), ('contact_unverified', 'no contact verified since'), ('contact_lost', 'the last contact was lost'), ('number_recycled', 'a number that wanted no messages was written down of somebody else'), ('birth_unsettled', 'a birth date decides whether somebody is a child, and is not exact'), ('household_bereaved', 'somebody of the household died'), ('consent_ageing', 'consent given'), ('retention_near', 'the time to keep a file ends'), ('access_asked', 'another organisation asks for access'), ('data_request_due', 'a data request is to be answered'), ('task_overdue', 'a task is overdue')], max_length=30, verbose_name='counts from'),
        ),
        migrations.AlterField(
            model_name='rulehistory',
            name='trigger',
            field=models.CharField(choices=[('document_expiring', 'a document expires'), ('renewal_open', 'a document may be renewed from'), ('order_lapsing', 'order of cedulación given'), ('appointment', 'appointment'), ('appointment_passed', 'appointment passed without a result'), ('stage_stuck', 'a stage takes longer than it usually does'), ('blocker_review', 'a blocker is to be looked at again'), ('training_starting', 'a training starts'), ('training_without_capital', 'training finished without a seed capital application'), ('instalment_due', 'an instalment is due'), ('business_visit', 'seed capital awarded'), ('no_contact', 'last contact'), ('contact_unverified', 'no contact verified since'), ('contact_lost', 'the last contact was lost'), ('number_recycled', 'a number that wanted no messages was written down of somebody else'), ('birth_unsettled', 'a birth date decides whether somebody is a child, and is not exact'), ('household_bereaved', 'somebody of the household died'), ('consent_ageing', 'consent given'), ('retention_near', 'the time to keep a file ends'), ('access_asked', 'another organisation asks for access'), ('data_request_due', 'a data request is to be answered'), ('task_overdue', 'a task is overdue')], max_length=30, verbose_name='counts from'),
        ),
        migrations.RunPython(load, migrations.RunPython.noop, elidable=False),
    ]
