"""The first version of what people agree to. To be reviewed by IOM's legal office before it is used."""

from datetime import date

from django.db import migrations

VERSION, SINCE = "2026-1", date(2026, 11, 1)
TEXTS = {
    "keep": (
        "Autorizo a que mis datos y los de mi caso se guarden en el registro compartido para acompañarme en mi"
        " regularización y medios de vida. Puedo retirar esta autorización cuando quiera, sin que eso afecte la ayuda"
        " que recibo.",
        "I agree that my data and my case are kept in the shared register to accompany me through regularisation and"
        " livelihoods. I may withdraw this whenever I wish, and it changes nothing in the help I receive.",
    ),
    "share": (
        "Autorizo a que mi caso se comparta con organizaciones de este tipo, solo en las partes necesarias para"
        " atenderme. Nunca se comparte con mi país de origen.",
        "I agree that my case is shared with organisations of this kind, only in the parts needed to serve me. It is"
        " never shared with my country of origin.",
    ),
    "contact": (
        "Autorizo a que me envíen recordatorios y avisos a los contactos que he dado. Los mensajes no dicen nada de mi"
        " situación.",
        "I agree to get reminders and notices at the contacts I gave. The messages say nothing of my situation.",
    ),
    "study": (
        "Autorizo a que mis datos, sin mi nombre, se usen en informes y estudios.",
        "I agree that my data, without my name, are used in reports and studies.",
    ),
}


def add(apps, schema_editor):
    text = apps.get_model("people", "ConsentText")
    for purpose, (spanish, english) in TEXTS.items():
        text.objects.get_or_create(
            purpose=purpose, version=VERSION, defaults={"since": SINCE, "spanish": spanish, "english": english}
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0003_consents_protection_and_rights")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
