"""Text that was encoded twice: put right where that is certain, and known for what it is where it is not."""

import pytest

from casework.base.mojibake import put_right, wrong_encoding

WRITTEN = [
    "José María",
    "Peña Núñez",
    "Ñáñez",
    "Ángel",
    "ÁNGEL",
    "Begoña",
    "Teléfono",
    "N° 3",
    "“así”",
    "Güell",
    "¿Qué?",
]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("text", WRITTEN)
def test_what_was_read_in_another_encoding_is_put_right(text, encoding):
    signs = "".join(
        bytes([byte]).decode(encoding, errors="ignore") or chr(byte)  # cp1252 leaves five bytes open
        for byte in text.encode()
    )
    assert put_right(signs) == text
    assert wrong_encoding(put_right(signs)) == ""


def test_twice_is_put_right_too():
    assert put_right("JosÃƒÂ© PeÃƒÂ±a") == "José Peña"


@pytest.mark.parametrize(
    "text",
    [
        "JOÃO",
        "João",
        "São Paulo",
        "Simões",
        "Guimarães",
        "CONCEIÇÃO",
        "IRMÃ",
        "Cauã Silva",
        "Âmbar",
        "O’Hara",
        "Ñ",
        "C²",
    ],
)
def test_what_is_right_stays(text):
    assert put_right(text) == text
    assert wrong_encoding(text) == ""


@pytest.mark.parametrize("text", ["MarÃa", "Josã©", "Ãngel", "MARÃA", "Pe�a", "Ã", "Peã±a", "Jos├ Peña"])
def test_what_cannot_be_put_right_is_known(text):
    assert wrong_encoding(put_right(text)) != ""
