"""What answers mean, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.followups.answers import Meant, meaning_of

STOP = """
STOP|stop por favor|Stop!!!|STOP gracias|sotp|Estop porfa| baja. |Baja!|BAJA por favor|vaja|quiero darme de baja
denme de baja por favor|no más mensajes|No mas mensages|ya no quiero mensajes|No quiero recibir más mensajes
por favor no me escriban más|no me manden mas mensajes|no me envíen nada|dejen de escribirme|paren de mandar mensajes
borren mi número|quítenme de la lista|unsubscribe|no me molesten|no quiero más sms|cancelar suscripción|Hola, no más
ya no deseo recibir mensajes gracias|no deseo que me escriban|buenas tardes, baja porfavor
"""
START = "ALTA|alta por favor|start|sí quiero recibir mensajes|quiero volver a recibir mensajes"
YES = (
    "1|¡Sí!|si|sí, gracias|ok|Okey|confirmo|Sí confirmo|si quiero|sí voy|ahí estaré|1 gracias|👍|claro que sí|listo|uno"
)
READ = """
1 pero llego tarde|no puedo ir|No puedo ir mañana, puede ser otro día|bajar el archivo||¿a qué hora?|no|cancelar
mi hermana está de baja médica|me dieron de baja del trabajo|no me manden otra vez a Quito|tengo la presión alta y baja
no me llegó el mensaje|no tengo correo|si pero no sé dónde es|quien es|2|no quiero ir|Cancelar la cita|alto riesgo
"""


def lines(text):
    return [said for line in text.strip("\n").split("\n") for said in line.split("|")]


@pytest.mark.parametrize("said", lines(STOP))
@pytest.mark.parametrize("asked", [True, False])
def test_who_wants_no_messages_is_understood(said, asked):
    assert meaning_of(said, asked=asked) == Meant.STOP


@pytest.mark.parametrize("said", lines(START))
def test_who_wants_them_again_is_understood(said):
    assert meaning_of(said) == Meant.START


@pytest.mark.parametrize("said", lines(YES))
def test_a_yes_confirms_only_what_was_asked(said):
    assert meaning_of(said) == Meant.CONFIRM
    assert meaning_of(said, asked=False) == Meant.OTHER


@pytest.mark.parametrize("said", lines(READ))
def test_what_is_not_certain_a_person_reads(said):
    assert meaning_of(said) == Meant.OTHER


@pytest.mark.parametrize("said", ["cancelar", "Cancelar por favor", "ya no quiero"])
def test_cancelling_is_of_the_messages_only_where_nothing_else_was_asked(said):
    assert (meaning_of(said, asked=True), meaning_of(said, asked=False)) == (Meant.OTHER, Meant.STOP)


@given(st.text())
def test_any_answer_means_something(said):
    assert meaning_of(said) in Meant
