"""Whether two people agree in a comparison is said by its level, whatever a model thinks it is worth."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.people.matching import Agreement, Model, Pair, agreement, compare, explain, may_be_disclosed
from casework.people.matching.agreement import AGREEMENTS, FACTS, LASTING, NAMES
from casework.people.matching.comparing import COMPARISONS, BirthDate, Canton, Name

from .making import traits

SAME = {"SAME", "SAME_RARE", "SAME_UNCOMMON", "SAME_COMMON", "SAME_VERY_COMMON"}


def chances(levels):
    return st.lists(st.floats(0.001, 1), min_size=len(levels), max_size=len(levels)).map(
        lambda row: [chance / sum(row) for chance in row]
    )


models = st.builds(
    Model,
    people=st.integers(2, 10**6),
    pairs=st.lists(st.floats(1, 1e9), min_size=len(Pair), max_size=len(Pair)),
    chances=st.fixed_dictionaries(
        {
            name: st.lists(chances(levels), min_size=len(Pair), max_size=len(Pair))
            for name, levels in COMPARISONS.items()
        }
    ),
    shares=st.just({}),
)
patterns = st.tuples(*(st.sampled_from([0, *levels]) for levels in COMPARISONS.values()))


def test_every_level_has_its_agreement():
    assert {kind: set(levels) for kind, levels in AGREEMENTS.items()} == {
        kind: set(kind) for kind in set(COMPARISONS.values())
    }


@settings(max_examples=200)
@given(models, patterns)
def test_no_model_lists_an_agreement_as_a_difference(model, levels):
    for line in explain(model.score_of(levels)):
        at = levels[list(COMPARISONS).index(line.comparison)]
        assert line.agreement == agreement(line.comparison, at)
        if COMPARISONS[line.comparison](at).name in SAME:
            assert line.agreement == Agreement.AGREES


def test_the_same_canton_agrees_and_another_differs():
    assert agreement("canton", Canton.SAME) == Agreement.AGREES
    assert agreement("canton", Canton.DIFFERENT) == Agreement.DIFFERS
    assert agreement("birth", BirthDate.ONE_SLIP) == Agreement.NEAR
    assert agreement("given", 0) is None


@given(patterns)
def test_nobody_is_disclosed_without_a_name_and_a_fact_that_agree(levels):
    found = {name: agreement(name, level) for name, level in zip(COMPARISONS, levels, strict=True)}
    if may_be_disclosed(levels):
        assert all(found[name] == Agreement.AGREES for name in NAMES)
        assert any(found[name] == Agreement.AGREES for name in FACTS)
        assert Agreement.DIFFERS not in {found[name] for name in LASTING}


@pytest.mark.parametrize(
    ("said", "disclosed"),
    [
        ({}, True),
        ({"documents": [], "phones": []}, True),
        ({"documents": [], "birth_date": None}, True),
        ({"phones": ["0991111111"], "address": "otra", "canton": "1701"}, True),  # people move and change numbers
        ({"documents": [], "phones": [], "birth_date": None}, False),
        ({"documents": [], "phones": [], "birth_date": date(1984, 1, 1)}, False),
        ({"family_names": ""}, False),
        ({"given_names": "Carmen", "family_names": "Quispe"}, False),
        ({"sex": "male"}, False),
    ],
)
def test_a_description_beside_somebody(said, disclosed):
    levels = compare(traits(), traits(**said), {})
    assert may_be_disclosed(levels) is disclosed


def test_a_slip_in_a_name_is_near():
    assert agreement("given", Name.CLOSE) == Agreement.NEAR
