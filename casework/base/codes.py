"""Codes that can be read over a phone: 4 + 4 characters, the last one checks the others.

The alphabet leaves out vowels (no words by chance) and what looks or sounds alike in Spanish: 0/O, 1/I, Z/2, B/V, G/J,
N/M, S/5, Q, U. The check character is ISO 7064 hybrid MOD 23,22: it finds every single wrong character and 230 of 231
swaps of neighbours (tests/base/test_codes.py counts them).
"""

import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789CDFHJKLPRTWXYM"
LENGTH = 8


def new_code() -> str:
    """A random code such as "K7M4-PXC9" (22⁷ ≈ 2.5 thousand million of them)."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return with_check(body)


def with_check(body: str) -> str:
    """The full code, with its dash, for seven characters of the alphabet."""
    code = body + mod_37_36.calc_check_digit(body, ALPHABET)
    return f"{code[:4]}-{code[4:]}"


def parse_code(text: str) -> str | None:
    """The code a person typed or spoke, however spaced; None when it is not one or its check character is wrong."""
    bare = "".join(c for c in text.upper() if c.isalnum())
    if len(bare) != LENGTH:
        return None
    try:
        mod_37_36.validate(bare, ALPHABET)
    except (ValidationError, ValueError):
        return None
    return f"{bare[:4]}-{bare[4:]}"
