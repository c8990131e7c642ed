"""Registering somebody who is likely there already: what is remembered of it, and the pairs it leaves for review."""

import pytest
from django.core.exceptions import ValidationError

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.journey.anyway import register_anyway
from casework.journey.models import Case
from casework.journey.timeline import sentence
from casework.people.models import Duplicate, Event
from tests.journey.test_asking import BORN, CEDULA, yulimar  # noqa: F401  (a fixture)

SHE = {
    "given_names": "Yulimar",
    "family_names": "Gonsales",
    "birth_date": BORN,
    "documents": [{"kind": "ve_cedula", "number": CEDULA}],
}


def registered(by, **why):
    with acting_as(by, Door.WEB):
        return register_anyway(by=by, **SHE, **why)


def the_pair(case, other):
    pair = Duplicate.objects.get()
    assert {pair.one_id, pair.other_id} == {case.person_id, other.person_id}
    return pair


def test_whom_she_sees_she_sets_apart(yulimar, ana, hias):  # noqa: F811
    case = registered(ana, reason="siblings", words=" Twins. ")
    pair = the_pair(case, yulimar)
    assert (pair.kind, pair.state, pair.reason, pair.remark) == ("person", "different", "siblings", "Twins.")
    assert (pair.decided_by, pair.decided_for) == (ana.user, hias)
    assert pair.probability > 0.9
    pair.full_clean()


def test_whom_she_does_not_see_somebody_else_judges(yulimar, bruno, ana, ivan):  # noqa: F811
    """Bruno says that she is another, of somebody of HIAS whom he has never seen: IOM, which sees both, is asked."""
    case = registered(bruno, reason="namesakes")
    pair = the_pair(case, yulimar)
    assert (pair.state, pair.reason, pair.decided_by) == ("open", "", None)
    for by, sees in ((bruno, False), (ana, False), (ivan, True)):
        with acting_as(by, Door.WEB):
            assert Duplicate.objects.visible_to(by).exists() == Duplicate.objects.exists() == sees


def test_the_reason_stands_on_her_timeline(yulimar, bruno):  # noqa: F811
    case = registered(bruno, reason="namesakes")
    event = Event.objects.get(person=case.person, kind="person_registered")
    assert event.facts == {"not_the_same": "namesakes"}
    assert sentence(event) == "Registered as another than somebody like her: they only have the same name"


def test_without_a_reason_the_pair_waits_for_review(yulimar, ana):  # noqa: F811
    case = registered(ana)
    assert the_pair(case, yulimar).state == "open"
    assert Event.objects.get(person=case.person, kind="person_registered").facts == {}


def test_who_is_like_nobody_leaves_no_pair(yulimar, ana):  # noqa: F811
    with acting_as(ana, Door.WEB):
        register_anyway(by=ana, given_names="Carmen", family_names="Quispe")
    assert not Duplicate.objects.exists()


@pytest.mark.parametrize(
    ("why", "field"),
    [({"reason": "because"}, "not_the_same"), ({"reason": "other", "words": "  "}, "not_the_same_words")],
)
def test_a_reason_is_one_of_the_list_and_another_one_has_words(why, field, yulimar, ana):  # noqa: F811
    with pytest.raises(ValidationError) as refused:
        registered(ana, **why)
    assert set(refused.value.message_dict) == {field}
    assert Case.objects.get() == yulimar
