"""Who consents, when a consent counts, and what may go to whom."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from casework.access.policy import ALWAYS_SHARED, COMPARTMENT, Kind, Section
from casework.people import sharing_rules as rules

TODAY = date(2026, 11, 21)
FIFTEEN_TODAY = date(2011, 11, 21)
FOURTEEN = FIFTEEN_TODAY + timedelta(days=1)


def code_of(check, *arguments, **more):
    with pytest.raises(ValidationError) as refused:
        check(*arguments, **more)
    return refused.value.code


@pytest.mark.parametrize(
    ("birth", "who"),
    [(FIFTEEN_TODAY, "herself"), (FOURTEEN, "guardian"), (date(1990, 1, 1), "herself"), (None, "herself")],
)
def test_from_fifteen_she_consents_herself(birth, who):
    assert rules.who_consents(birth, TODAY) == who
    rules.check_given_by(who, birth, TODAY)


def test_nobody_consents_for_who_may_herself():
    assert code_of(rules.check_given_by, "guardian", FIFTEEN_TODAY, TODAY) == "consents_herself"
    assert code_of(rules.check_given_by, "herself", FOURTEEN, TODAY) == "guardian_consents"
    # The day counts on which it was given, not today.
    assert code_of(rules.check_given_by, "herself", FIFTEEN_TODAY, TODAY - timedelta(days=1)) == "guardian_consents"
    rules.check_given_by("guardian", None, TODAY)


def test_a_consent_is_given_in_her_life_and_not_ahead():
    rules.check_given_on(TODAY, FOURTEEN, today=TODAY)
    assert code_of(rules.check_given_on, TODAY + timedelta(days=1), None, today=TODAY) == "in_future"
    before = FOURTEEN - timedelta(days=1)
    assert code_of(rules.check_given_on, before, FOURTEEN, today=TODAY) == "before_birth"


def test_an_old_paper_does_not_undo_a_withdrawal():
    day = TODAY - timedelta(days=10)
    rules.check_given_on(day, None, withdrawn_on=day, today=TODAY)
    before = day - timedelta(days=1)
    assert code_of(rules.check_given_on, before, None, withdrawn_on=day, today=TODAY) == "withdrawn_since"


def test_a_consent_is_withdrawn_after_it_was_given():
    rules.check_withdrawn_on(TODAY, TODAY, today=TODAY)
    early = code_of(rules.check_withdrawn_on, TODAY - timedelta(days=1), TODAY, today=TODAY)
    assert early == "withdrawn_before_given"
    assert code_of(rules.check_withdrawn_on, TODAY + timedelta(days=1), TODAY, today=TODAY) == "in_future"


def test_a_ministry_is_offered_nothing_of_the_compartment_and_nothing_it_would_not_read():
    assert not rules.shareable_with(Kind.MINISTRY) & COMPARTMENT
    assert rules.shareable_with(Kind.MINISTRY) == {*ALWAYS_SHARED, Section.DOCUMENTS, Section.PROGRAMMES}


def test_a_partner_may_get_all_but_protection():
    assert rules.shareable_with(Kind.PARTNER) == set(Section) - {Section.PROTECTION}


def test_what_always_goes_goes():
    assert rules.parts_to_share([], Kind.PARTNER, Section) == ["contact", "identity", "journey"]
    assert rules.parts_to_share(["needs"], Kind.PARTNER, Section) == ["contact", "identity", "journey", "needs"]


@pytest.mark.parametrize("kind", rules.RECIPIENTS)
@pytest.mark.parametrize("section", Section)
def test_each_part_goes_or_is_refused_by_name(kind, section):
    if section in rules.shareable_with(kind):
        assert section.value in rules.parts_to_share([section.value], kind, Section)
    else:
        with pytest.raises(ValidationError, match=str(section.label)) as refused:
            rules.parts_to_share([section.value], kind, Section)
        assert refused.value.code == "not_shareable"


def test_nobody_passes_on_what_she_does_not_read():
    read = set(Section) - {Section.NEEDS}
    assert code_of(rules.parts_to_share, ["needs"], Kind.PARTNER, read) == "not_shareable"


def test_the_best_interest_of_a_child_is_for_children():
    rules.check_legal_reason("child", FOURTEEN, today=TODAY)
    rules.check_legal_reason("child", None, today=TODAY)
    rules.check_legal_reason("vital", date(1990, 1, 1), today=TODAY)
    assert code_of(rules.check_legal_reason, "child", date(2008, 11, 21), today=TODAY) == "not_a_child"
