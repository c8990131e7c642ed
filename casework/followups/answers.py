"""Read the meaning of an answer to a message from its words. Pure.

People write as they speak: with courtesies, without accents, misspelt. Only what is certain is settled: that somebody
wants no messages, wants them again, or says yes to what was asked. Everything else a person has to read.
"""

import re
from enum import StrEnum

from casework.base.text import fold


class Meant(StrEnum):
    STOP = "stop"
    START = "start"
    CONFIRM = "confirm"
    OTHER = "other"


def _said(texts: str) -> frozenset[str]:
    return frozenset(texts.split("|"))


# Said with anything, and meaning nothing by itself.
_COURTESY = frozenset(
    "por favor porfavor porfa pf pfv xfa gracias muchas hola buen buenos buena buenas dia dias tarde tardes noche"
    " noches senor senora senorita senores estimados please thanks thank you disculpe disculpen perdon".split()
)
_STOP_ALONE = _said(
    "alto|baja|basta|bja|borrenme|cancel|cancelar|dar baja|de baja|eliminenme|estop|la baja|no mas|no no mas|"
    "no quiero mas|parar|pare|paren|quiero baja|quiero la baja|quitenme|remove|remove me|solicito la baja|sotp|"
    "stoop|stop|stop all|stopall|stopp|stp|unsubscribe|vaja|ya no|ya no mas|ya no quiero|ya no quiero mas"
)
# Of these only one who was asked nothing means the messages: after an appointment it is the appointment.
_OF_WHAT_WAS_ASKED = _said(
    "alto|basta|cancel|cancelar|no quiero mas|parar|pare|paren|ya no|ya no quiero|ya no quiero mas"
)
_MESSAGES = (
    r"(?:mas )?(?:mensajes?|mensages?|msj|msjs|sms|whatsapps?|wasaps?|textos?|messages?|correos?|notificaciones)"
)
_THESE = r"(?:sus |los |estos |mas )?"
_STOP_WITHIN = [
    re.compile(rf"\b{pattern}(?!\w)")
    for pattern in (
        rf"no (?:quiero|deseo|necesito|acepto) {_THESE}{_MESSAGES}",
        rf"no (?:quiero|deseo) recibir {_THESE}{_MESSAGES}",
        r"no (?:quiero|deseo) recibir(?: mas| nada| nada mas)?$",
        r"no (?:quiero|deseo) que me (?:escriban|molesten|contacten|manden nada|envien nada)",
        rf"no (?:quiero|deseo) que me (?:manden|envien) {_THESE}{_MESSAGES}",
        rf"no (?:me |nos )?(?:manden?|envien?|mandar|enviar) {_THESE}(?:{_MESSAGES}|nada(?: mas)?|mas)",
        r"no (?:me |nos )?(?:escriban?|escribir|molesten?|molestar|contacten?)",
        rf"(?:no|ni un|ni mas) {_MESSAGES}",
        r"(?:dejen?|deje|paren|pare|basta) de (?:escribir|mandar|enviar|molestar|contactar)(?:me|nos)?",
        r"(?:dar|darme|denme|deme|den) de baja(?: de (?:los |sus |la |esta )?(?:mensajes|lista|servicio))?$",
        r"(?:borren?|eliminen?|quiten?|saquen?) mi (?:numero|telefono|celular|contacto)",
        r"(?:borren|eliminen|quiten|saquen)me de (?:la |su |esta )?(?:lista|base)",
        rf"cancelar (?:la |mi |los )?(?:suscripcion|{_MESSAGES})",
        r"(?:do not|dont|don t) (?:text|message|write|contact)",
        r"(?:stop|unsubscribe)",
    )
]
_START_ALONE = _said(
    "alta|start|quiero alta|dar de alta|darme de alta|quiero mensajes|si quiero mensajes|quiero recibir mensajes|"
    "si quiero recibir mensajes|quiero los mensajes|activar mensajes|reactivar|quiero volver a recibir mensajes|"
    "volver a recibir mensajes|unstop|subscribe"
)
_YES = _said(
    "1|uno|si|sii|siii|sip|s|yes|ok|okay|okey|oki|confirmo|confirmado|confirmada|si confirmo|confirmo si|lo confirmo|"
    "claro|claro que si|si claro|por supuesto|de acuerdo|listo|lista|si quiero|si voy|voy|si ire|ire|si asistire|"
    "asistire|ahi estare|alli estare|si ahi estare|si alli estare|estare ahi|si puedo|si puedo ir|dale|vale|perfecto|"
    "1 si|si 1|1 confirmo|confirmo 1|correcto"
)
_THUMBS_UP = "👍"


def meaning_of(text: str, *, asked: bool = True) -> Meant:
    """Finds what an answer means; `asked`: the message asked for a yes or no, such as whether one comes.

    A yes where nothing was asked is for a person to read.
    """
    core = " ".join(word for word in re.findall(r"[a-z0-9]+", fold(text)) if word not in _COURTESY)
    if any(pattern.search(core) for pattern in _STOP_WITHIN):
        return Meant.STOP
    if core in _STOP_ALONE and not (asked and core in _OF_WHAT_WAS_ASKED):
        return Meant.STOP
    if core in _START_ALONE:
        return Meant.START
    says_yes = core in _YES or (not core and _THUMBS_UP in text)
    return Meant.CONFIRM if says_yes and asked else Meant.OTHER
