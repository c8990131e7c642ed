"""The rules that Casework ships (domain: sections 1 and 3). Administrators change them; they are not loaded again.

Two rules wait for their rooms: a referral without an answer, and somebody absent twice from a training.
"""

from django.db import migrations

P, C, K, O = "person", "caseworker", "coordinator", "organisation"

# code = trigger, offsets, unit, for whom, what is to be done (es, en), days that staff have, what is at stake
RULES = [
    ("document_expiring", [-90, -60, -30, -7], "days", [P, C],
     "Hablar con la persona: un documento vence", "Talk with the person: a document expires", 7, 2),
    ("renewal_open", [0], "days", [P, C],
     "Empezar la renovación: ya se puede", "Begin the renewal: it is possible now", 5, 2),
    ("order_lapsing", [20, 27], "days", [P, C],
     "La orden de cedulación caduca: acompañar a la persona", "The order of cedulación lapses: help the person", 2, 3),
    ("appointment", [-3, -1], "days", [P], "Recordar la cita", "Remind of the appointment", 1, 2),
    ("appointment_passed", [1], "days", [C],
     "Preguntar si fue a la cita", "Ask whether she went to the appointment", 2, 2),
    ("stage_stuck", [0, 30, 60], "days", [C],
     "La etapa demora más de lo normal: averiguar por qué", "The stage takes longer than usual: find out why", 5, 1),
    ("blocker_review", [0, 14], "days", [C], "Volver a ver el impedimento", "Look at the blocker again", 2, 2),
    ("training_starting", [-3, -1], "days", [P], "Recordar el inicio del curso", "Remind of the start of the course", 1, 1),
    ("training_without_capital", [7, 30, 60], "days", [C],
     "Terminó el curso: hablar del capital semilla", "The training is finished: talk about seed capital", 7, 2),
    ("instalment_due", [-7, 0, 7], "days", [C], "Pagar el desembolso", "Pay the instalment", 7, 2),
    ("business_visit", [1, 3, 6, 12], "months", [C], "Visitar el negocio", "Visit the business", 14, 1),
    ("no_contact", [60], "days", [C],
     "Sin contacto hace 60 días: llamar", "No contact for 60 days: call her", 14, 0),
    ("contact_unverified", [6], "months", [C],
     "Comprobar el teléfono o el correo", "Check the telephone or e-mail", 30, 0),
    ("consent_ageing", [24], "months", [C],
     "Volver a conversar sobre el consentimiento", "Talk about the consent again", 30, 0),
    ("retention_near", [-30], "days", [O],
     "El plazo para conservar el expediente termina", "The time to keep the file ends", 30, 0),
    ("data_request_due", [-5, -1], "days", [O],
     "Responder la solicitud sobre datos personales", "Answer the request about personal data", 1, 3),
    ("task_overdue", [7], "days", [K], "Avisar a coordinación", "Tell the coordinator", 7, 1),
]
# code: (es, en, WhatsApp template, what ends it)
TEXTS = {
    "document_expiring": (
        "{organisation}: tiene un trámite que conviene hacer antes del {day}. Escríbanos o llámenos y le ayudamos.",
        "{organisation}: you have something to do before {day}. Write or call us and we will help.",
        "act_before", ["reached"],
    ),
    "renewal_open": (
        "{organisation}: ya puede hacer el trámite del que hablamos. Escríbanos o llámenos y le ayudamos.",
        "{organisation}: you can now do what we talked about. Write or call us and we will help.",
        "act_now", ["reached"],
    ),
    "order_lapsing": (
        "{organisation}: le queda poco tiempo para un trámite. Por favor llámenos hoy.",
        "{organisation}: there is little time left for something you have to do. Please call us today.",
        "act_soon", ["reached"],
    ),
    "appointment": (
        "Tiene una cita el {day} a las {time}. Responda 1 para confirmar.",
        "You have an appointment on {day} at {time}. Answer 1 to confirm.",
        "appointment", [],
    ),
    "training_starting": (
        "Su curso empieza el {day}. Responda 1 si va a venir.",
        "Your course begins on {day}. Answer 1 if you will come.",
        "course_begins", ["answered"],
    ),
}
# How many of the same rule in seven days.
MOST = {"appointment": 3}


def load(apps, schema_editor):
    rules = apps.get_model("followups", "Rule").objects
    for code, offsets, unit, audience, title_es, title_en, days, stake in RULES:
        text_es, text_en, template, stops = TEXTS.get(code, ("", "", "", []))
        rules.create(
            code=code,
            trigger=code,
            offsets=offsets,
            unit=unit,
            audience=audience,
            title_es=title_es,
            title_en=title_en,
            task_days=days,
            stake=stake,
            text_es=text_es,
            text_en=text_en,
            template=template,
            stops=stops,
            max_per_week=MOST.get(code, 1),
        )


class Migration(migrations.Migration):
    dependencies = [("followups", "0002_row_security")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
