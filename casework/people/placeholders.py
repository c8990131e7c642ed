"""Recognise words written to get past a form: they say that a name, a number or a contact is not known. Pure.

One rule for the page, REST, imports and merging.
"""

import re

from casework.base.text import fold, squash


def listed(text: str) -> list[str]:
    """The entries of a table written as "one|two words|three" over any number of lines."""
    return [" ".join(entry.split()) for entry in text.split("|")]


NOT_KNOWN = frozenset(
    listed("""n a|na|ns|nr|n s|nd|n d|s d|sd|null|nan|no sabe|no se sabe|no responde|no sabe no responde|ns nr|sin dato|
    sin datos|sin informacion|desconocido|desconocida|no informa|no registra|no aplica|por confirmar|pendiente|unknown|
    not known|no data|not applicable|not stated|en tramite|en proceso|no disponible|no especifica|no conoce|nn|n n|
    no identificado|no identificada|tbd|not available|no recuerda""")
)
NONE = frozenset(listed("no|ninguno|ninguna|nada|n t|nt|s n|sn|none|cero|nil"))
NONE_BEGINS = ("no ", "sin ", "does not have ", "has no ", "without ")
# These begin names, too: "Sin Wai", "No" is a name of Korea. Only as whole words of a form are they none.
NO_NAME = frozenset(
    listed("""no tiene|no posee|no tiene nombre|no tiene apellido|no tiene apellidos|sin nombre|sin nombres|sin
    apellido| sin apellidos|no registrado|no consta|sin registro|no refiere|no proporciona|no indica|x|
    xx|xxx|xxxx|sin segundo nombre| prueba|test|asd|asdf|anonimo|anonima""")
)
NO_NUMBER = frozenset(
    """NOTIENE NOPOSEE SINDOCUMENTO SINDOCUMENTOS SINNUMERO SN NA ND NINGUNO NINGUNA NOAPLICA NOREGISTRA PENDIENTE
    ENTRAMITE DESCONOCIDO INDOCUMENTADO INDOCUMENTADA SINCEDULA SINPASAPORTE NOPORTA NULL NONE
    NORECUERDA SD NS""".split()
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_COUNTED = "12345678901234567890"
_NO_MAILBOX = frozenset(
    """xx xxx xxxx asd asdf notiene nohay noposee noaplica ninguno ninguna sincorreo sinemail sinmail notienecorreo
    notieneemail notengo test prueba none null desconocido noregistra notienemail nocorreo""".split()
)
_REPEATED_DIGITS = 8  # at the end of a telephone number that nobody has


def is_not_known(text: str) -> bool:
    """True for an empty text, one of only punctuation ("?", "--"), and words such as "no sabe" or "N/A"."""
    return not _LETTER_OR_DIGIT.search(text) or fold(text) in NOT_KNOWN


def says_none(text: str) -> bool:
    """True for "no tiene", "ninguno", "sin correo", "s/n": there is none, which is different from not known."""
    folded = fold(text)
    return folded in NONE or (folded.startswith(NONE_BEGINS) and not any(map(str.isdigit, folded)))


def is_no_name(text: str) -> bool:
    """Whether a text written for a name names nobody: "N/A", "NO TIENE", "0", "xxx"."""
    folded = fold(text)
    return is_not_known(text) or folded in NONE or folded in NO_NAME or folded.replace(" ", "").isdigit()


def is_no_number(number: str, kind: str = "") -> bool:
    """Whether a document number is one that nobody has: "S/N", 00000000, 11111111, 12345678.

    A Venezuelan cédula that is written with its letter is taken at its word, and so is a number that counts on of a
    document of another kind, whose numbers may be short.
    """
    bare = squash(number)
    if not bare or bare in NO_NUMBER or is_not_known(number):
        return True
    if len(bare) > 3 and len(set(bare.lstrip("VE"))) == 1:
        return True
    return (
        kind != "other"
        and len(bare) >= 6
        and bare.isdigit()
        and bare.lstrip("0") in _COUNTED
        and bare.lstrip("0")[:1] == "1"
    )


def is_no_contact(kind: str, value: str) -> bool:
    """Whether a telephone number or e-mail address is one that reaches nobody: 0999999999, notiene@gmail.com."""
    if is_not_known(value) or says_none(value):
        return True
    if kind == "email":
        mailbox, _at, domain = value.strip().lower().partition("@")
        bare = re.sub(r"[^a-z0-9]", "", mailbox)
        if "." not in domain or "@" in domain:
            return False
        return bare in _NO_MAILBOX or (bool(bare) and bare == domain.partition(".")[0] and bare.isalpha())
    digits = "".join(filter(str.isdigit, value))
    end = digits[-_REPEATED_DIGITS:]
    return bool(end) and (len(set(end)) == 1 or digits.endswith(("912345678", "123456789", "1234567890")))
