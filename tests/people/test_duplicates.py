"""Deciding about pairs: only who sees both, with a reason, and it can be taken back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.models import Door
from casework.access.policy import Role
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.people.actions import register_person
from casework.people.duplicates import decide, decide_identical, live_together
from casework.people.models import Duplicate, Event, Person
from tests.cast import member, read_in_emergency_by
from tests.journey.standing import paired


@pytest.fixture
def cecilia(iom):
    return member("Cecilia", iom, Role.COORDINATOR)


@pytest.fixture
def pair(ana):
    return paired(*(register_person(by=ana, given_names="Yulimar", family_names="González") for _twice in range(2)))


def decisions(pair):
    lines = Event.objects.filter(person__in=[pair.one, pair.other], kind="duplicate_decided")
    return [line.facts["decision"] for line in lines.order_by("pk")]


def test_who_sees_both_decides_and_both_timelines_tell(pair, hilda):
    decided = decide(pair=pair, by=hilda, state="different", reason="siblings", remark=" twins,  born in Cuenca ")
    assert (decided.state, decided.reason, decided.remark) == ("different", "siblings", "twins, born in Cuenca")
    assert (decided.decided_by, decided.decided_for) == (hilda.user, hilda.organisation)
    assert decisions(pair) == ["different", "different"]


def test_a_decision_can_be_another_and_be_taken_back(pair, hilda):
    decide(pair=pair, by=hilda, state="different", reason="siblings")
    assert decide(pair=pair, by=hilda, state="unsure", remark="ask for the birth certificate").reason == ""
    opened = decide(pair=pair, by=hilda, state="open")
    assert (opened.state, opened.decided_at, opened.decided_by, opened.remark) == ("open", None, None, "")
    assert decisions(pair) == ["different", "different", "unsure", "unsure", "open", "open"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"state": "different"}, "reason"),
        ({"state": "different", "reason": "other"}, "remark"),
        ({"state": "different", "reason": "because"}, "reason"),
        ({"state": "merged"}, "state"),
        ({"state": "unsure", "remark": "x" * 301}, "remark"),
    ],
)
def test_a_decision_that_says_too_little_or_nonsense_is_refused(pair, hilda, said, field):
    with pytest.raises(ValidationError) as refused:
        decide(pair=pair, by=hilda, **said)
    assert field in refused.value.message_dict
    pair.refresh_from_db()
    assert pair.state == "open"
    assert not decisions(pair)


def test_only_who_sees_both_sees_the_pair(pair, hilda, ana, bruno, cecilia):
    for membership, sees in ((ana, True), (hilda, True), (cecilia, True), (bruno, False)):
        assert Duplicate.objects.visible_to(membership).filter(pk=pair.pk).exists() is sees
        with acting_as(membership, Door.WEB):
            assert Duplicate.objects.filter(pk=pair.pk).exists() is sees
    theirs = register_person(by=bruno, given_names="Yulimar", family_names="González")
    across = paired(pair.one, theirs)
    for membership in (ana, hilda, bruno):
        assert not Duplicate.objects.visible_to(membership).filter(pk=across.pk).exists()
        with acting_as(membership, Door.WEB):
            assert not Duplicate.objects.filter(pk=across.pk).exists()
    with pytest.raises(Duplicate.DoesNotExist):
        decide(pair=across, by=hilda, state="unsure")
    assert decide(pair=across, by=cecilia, state="unsure").state == "unsure"


def test_a_caseworker_and_a_ministry_decide_nothing(pair, ana, carmen):
    for membership in (ana, carmen, None):
        with pytest.raises(PermissionDenied):
            decide(pair=pair, by=membership, state="unsure")


def test_nothing_is_decided_about_who_is_only_seen_in_an_emergency(pair, nrc):
    manager = member("Nora", nrc, Role.MANAGER)
    for person in (pair.one, pair.other):
        read_in_emergency_by(manager, person, hours_ago=1)
    with pytest.raises(PermissionDenied, match="changes nothing"):
        decide(pair=pair, by=manager, state="unsure")


def test_nothing_is_decided_about_whose_use_is_restricted(pair, hilda):
    Person.objects.filter(pk=pair.one_id).update(restricted_on=timezone.localdate())
    with pytest.raises(Conflict):
        decide(pair=pair, by=hilda, state="unsure")


def test_identical_pairs_are_decided_many_at_once_and_no_others(pair, hilda, ana, bruno):
    def identical(by):
        return paired(*(register_person(by=by, given_names="Luis") for _twice in range(2)), identical=True)

    first, second, theirs = identical(ana), identical(ana), identical(bruno)
    done = identical(ana)
    decide(pair=done, by=hilda, state="unsure")
    assert decide_identical(pairs=[first.pk, second.pk, theirs.pk, pair.pk, done.pk], by=hilda) == 2
    states = dict(Duplicate.objects.values_list("pk", "state"))
    assert states == {first.pk: "same", second.pk: "same", theirs.pk: "open", pair.pk: "open", done.pk: "unsure"}
    assert decisions(first) == ["same", "same"]
    with pytest.raises(PermissionDenied):
        decide_identical(pairs=[first.pk], by=ana)


def test_two_who_may_be_one_are_not_made_a_household(pair, hilda):
    with pytest.raises(Conflict):
        live_together(pair=pair, by=hilda, relationship="child")
