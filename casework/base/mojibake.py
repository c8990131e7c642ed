"""Text that was encoded twice: UTF-8 read as Windows-1252 (or DOS, or an old Mac) and saved again, as "JosÃ©".

It is put right where what comes out is certain, and known for what it is where it is not.
"""

import re

SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°–“”’")
# What else is written with accents here, in names of Brazil, France and Haiti.
NEIGHBOURS = frozenset("àâãçèêëîïôõöûäÀÂÃÇÈÊËÎÏÔÕÖÛÄ«»·´‘…—²³ \xad")
TIMES_ENCODED = 3


def _table(encoding: str) -> dict[str, int]:
    """Sign → byte from 0x80 on; a byte that the encoding leaves open is the control sign of its number."""
    table = {chr(byte): byte for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        sign = bytes([byte]).decode(encoding, errors="ignore")
        table[sign or chr(byte)] = byte
    return table


def _mistaken(table: dict[str, int]) -> re.Pattern[str]:
    """Signs in a row, each two or three of which are the bytes of one sign of UTF-8."""
    of = {byte: re.escape(sign) for sign, byte in table.items()}
    follows = "[" + "".join(of[byte] for byte in range(0x80, 0xC0)) + "]"
    return re.compile(f"(?:[{of[0xC2]}{of[0xC3]}]{follows}|{of[0xE2]}{follows}{{2}})+")


_TABLES = {name: _table(name) for name in ("cp1252", "cp850", "mac_roman")}
_MISTAKEN = {name: _mistaken(table) for name, table in _TABLES.items()}
_LEAD_BYTES = (0xC2, 0xC3, 0xE2)
_LEADS = re.compile(f"[{''.join(sign for t in _TABLES.values() for sign, byte in t.items() if byte in _LEAD_BYTES)}]")
_NAMES = {"cp1252": "Windows-1252", "cp850": "DOS 850", "mac_roman": "Mac Roman"}
# What is left when it could not be put right. "JOÃO", "Simões" and "IRMÃ" are Portuguese: nothing else follows an Ã.
_LEFT = re.compile(r"[Ãã](?![oOeEsSiI]|$|[\s.,;/)-])|(?<![^\W\d_])Ã(?![^\W\d_])|(?<=[a-záéíóúñü])Ã|Â[^\w\s]|[�├┬√¬]")


def put_right(text: str) -> str:
    """The text, decoded once more where it was encoded twice and what comes out is certain: "JosÃ©" → "José"."""
    if not _LEADS.search(text):
        return text
    for encoding, pattern in _MISTAKEN.items():
        text = pattern.sub(lambda run, encoding=encoding: _decoded(run[0], encoding), text)
    return text


def _decoded(run: str, encoding: str) -> str:
    """The signs whose bytes these are, or they themselves when those are none that are written here."""
    table, pattern, signs = _TABLES[encoding], _MISTAKEN[encoding], run
    for _time in range(TIMES_ENCODED):
        try:
            signs = pattern.sub(lambda found: bytes(table[sign] for sign in found[0]).decode("utf-8"), signs)
        except UnicodeDecodeError:
            return run
        if not pattern.search(signs):
            break
    return signs if SPANISH.union(NEIGHBOURS).issuperset(signs) else run


def wrong_encoding(text: str) -> str:
    """The name of the encoding in which a text seems to have been read by mistake, "" when it looks right."""
    if not _LEFT.search(text):
        return ""
    return next((_NAMES[name] for name, pattern in _MISTAKEN.items() if pattern.search(text)), _NAMES["cp1252"])
