"""What is sealed is read by nobody else, for one purpose, and still opened after the key was changed."""

import pytest
from cryptography.fernet import InvalidToken

from casework.base.sealed import cipher


def test_it_is_opened_for_its_purpose_alone():
    sealed = cipher(b"one").encrypt(b"told")
    assert b"told" not in sealed
    assert cipher(b"one").decrypt(sealed) == b"told"
    with pytest.raises(InvalidToken):
        cipher(b"another").decrypt(sealed)


def test_it_is_opened_after_the_key_was_changed(settings):
    sealed, before = cipher(b"one").encrypt(b"told"), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidToken):
        cipher(b"one").decrypt(sealed)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert cipher(b"one").decrypt(sealed) == b"told"
