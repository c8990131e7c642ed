"""How many SMS a text takes, and that the shipped ones in Spanish take one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.followups.editing import LONGEST
from casework.followups.models import Message, Rule
from casework.followups.rules import fill
from casework.followups.sms import Size, size_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Size("GSM-7", 0, 0, 160)),
        ("a" * 160, Size("GSM-7", 1, 160, 0)),
        ("a" * 161, Size("GSM-7", 2, 161, 145)),
        ("a" * 306, Size("GSM-7", 2, 306, 0)),
        ("a" * 307, Size("GSM-7", 3, 307, 152)),
        ("¿Mañana? ¡Él también!"[:9], Size("GSM-7", 1, 9, 151)),
        ("á" * 70, Size("UCS-2", 1, 70, 0)),
        ("á" * 71, Size("UCS-2", 2, 71, 63)),
        ("a" * 71 + "í", Size("UCS-2", 2, 72, 62)),
        ("€" * 80, Size("GSM-7", 1, 160, 0)),
        # A sign of two places is never cut: 152 of 153 places are used in the first part.
        ("€" * 81, Size("GSM-7", 2, 162, 143)),
        ("👍" * 35, Size("UCS-2", 1, 70, 0)),
        ("👍" * 36, Size("UCS-2", 2, 72, 61)),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_it_is_counted_as_providers_do(text, expected):
    assert size_of(text) == expected


@given(st.text(max_size=500))
def test_what_is_longer_never_takes_fewer(text):
    sizes = [size_of(text[:end]).count for end in range(0, len(text), 50)]
    assert sizes == sorted(sizes)
    assert size_of(text).left >= 0


def test_every_shipped_sms_in_spanish_fits_one(db):
    told = Rule.objects.filter(audience__contains=["person"], channels__contains=["sms"])
    assert told.count() >= 5
    for rule in told:
        size = size_of(fill(rule.text_es, LONGEST | {"organisation": "W" * 40}))
        assert (size.encoding, size.count) == ("GSM-7", 1), rule.code


def test_a_message_says_how_many_it_was():
    assert Message(channel="sms", text="é" * 161).sms_count == 2
    assert Message(channel="whatsapp", text="é" * 161).sms_count is None
