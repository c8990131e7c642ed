"""Handing caseloads over: who has left, who can take, evenly, all at once, and only once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.actions import end_membership
from casework.access.models import Door, Membership
from casework.access.policy import Role
from casework.access.scope import acting_as
from casework.journey.actions import close_case, register
from casework.journey.handover import colleagues, hand_over, plan
from casework.journey.models import Case, Pathway
from casework.journey.worklists import Worklist, cases_in, offered_to
from casework.people.models import Event, Person, PersonAccess
from casework.places.models import Division
from tests.cast import letters, member

TODAY = timezone.localdate()


@pytest.fixture
def belen(hias):
    return member("Belen", hias, Role.CASEWORKER)


@pytest.fixture
def carla(hias):
    return member("Carla", hias, Role.CASEWORKER)


def caseload(by, count, **facts):
    return [register(by=by, given_names=f"Persona {letters(n)}", caseworker=by.user, **facts) for n in range(count)]


def waiting(membership):
    with acting_as(membership, Door.WEB):
        found = cases_in(Worklist.HAND_OVER, membership, "organisation", today=TODAY)
        return set(found.values_list("code", flat=True))


def test_the_cases_of_one_who_left_wait_to_be_handed_over(case, ana, hilda, belen, bruno):
    register(by=ana, given_names="Nobody's")
    assert waiting(hilda) == set()
    end_membership(membership=ana)
    assert waiting(hilda) == {case.code}
    assert Worklist.HAND_OVER in offered_to(hilda)
    assert Worklist.HAND_OVER not in offered_to(belen)


def test_one_who_still_works_there_in_another_role_has_not_left(case, ana, hilda, hias):
    Membership.objects.create(user=ana.user, organisation=hias, role=Role.VIEWER)
    end_membership(membership=ana)
    assert waiting(hilda) == set()
    ana.user.is_active = False
    ana.user.save()
    assert waiting(hilda) == {case.code}


def test_one_who_works_for_others_only_has_left(case, ana, hilda, nrc):
    Membership.objects.create(user=ana.user, organisation=nrc, role=Role.CASEWORKER)
    end_membership(membership=ana)
    assert waiting(hilda) == {case.code}


def test_a_caseload_goes_evenly_to_several_with_a_line_for_each_case(ana, hilda, belen, carla):
    cases = caseload(ana, 5)
    close_case(case=cases[0], by=ana, close_reason="left")
    caseload(belen, 1)
    to = [belen.user, carla.user]
    before = plan(by=hilda, from_user=ana.user, to=to)
    assert [(share.colleague.keeps, len(share.case_ids)) for share in before.shares] == [(1, 2), (0, 2)]
    assert Case.objects.filter(caseworker=ana.user).count() == 5
    with acting_as(hilda, Door.WEB):
        assert hand_over(by=hilda, from_user=ana.user, to=to) == before
    assert Case.objects.open().filter(caseworker=belen.user).count() == 3
    assert Case.objects.open().filter(caseworker=carla.user).count() == 2
    assert list(Case.objects.filter(caseworker=ana.user)) == [cases[0]]
    events = Event.objects.filter(kind="case_assigned", by_user=hilda.user)
    assert sorted(event.facts["caseworker"] for event in events) == ["Belen", "Belen", "Carla", "Carla"]


def test_twice_moves_nothing_more(ana, hilda, belen):
    caseload(ana, 3)
    assert hand_over(by=hilda, from_user=ana.user, to=[belen.user]).moving == 3
    events = Event.objects.count()
    assert hand_over(by=hilda, from_user=ana.user, to=[belen.user]).moving == 0
    assert Event.objects.count() == events


def test_a_part_of_it_goes_by_canton_or_stage(ana, hilda, belen):
    cuenca, quito = Division.objects.get(code="0101"), Division.objects.get(code="1701")
    caseload(ana, 2, canton=cuenca)
    caseload(ana, 3, canton=quito)
    assert hand_over(by=hilda, from_user=ana.user, to=[belen.user], canton=cuenca).moving == 2
    assert plan(by=hilda, from_user=ana.user, to=[belen.user], stage="visa").moving == 0
    assert plan(by=hilda, from_user=ana.user, to=[belen.user], stage="registration").moving == 3


def test_who_cannot_take_cases_says_why(ana, hilda, vera, belen, bruno):
    said = {one.user: one.refusal for one in colleagues(hilda, ana.user)}
    assert said == {hilda.user: "", belen.user: "", vera.user: "Her role keeps no cases: viewer."}
    caseload(ana, 1)
    for other, sentence in ((vera, "keeps no cases"), (bruno, "does not work in HIAS"), (ana, "does not work")):
        with pytest.raises(ValidationError, match=sentence):
            hand_over(by=hilda, from_user=ana.user, to=[other.user])
    with pytest.raises(ValidationError, match="Choose who"):
        hand_over(by=hilda, from_user=ana.user, to=[])
    assert Case.objects.filter(caseworker=ana.user).count() == 1


def test_only_who_hands_over_does_and_only_in_her_organisation(case, ana, belen, hilda, nrc):
    with pytest.raises(PermissionDenied):
        hand_over(by=belen, from_user=ana.user, to=[belen.user])
    nelly, nadia = member("Nelly", nrc, Role.MANAGER), member("Nadia", nrc, Role.CASEWORKER)
    with acting_as(nelly, Door.WEB):
        assert hand_over(by=nelly, from_user=ana.user, to=[nadia.user]).moving == 0


def test_a_sub_office_takes_those_who_live_there_and_the_others_stay(ivan, iom):
    cuenca, quito = Division.objects.get(code="0101"), Division.objects.get(code="1701")
    amelia, cecilia = member("Amelia", iom, Role.IOM_CASEWORKER), member("Cecilia", iom, Role.COORDINATOR)
    amelia.territory.set([Division.objects.get(code="01")])
    caseload(ivan, 2, canton=cuenca)
    caseload(ivan, 2, canton=quito)
    caseload(ivan, 1)
    done = plan(by=cecilia, from_user=ivan.user, to=[amelia.user])
    assert (done.moving, done.staying) == (3, 2)
    both = hand_over(by=cecilia, from_user=ivan.user, to=[amelia.user, cecilia.user])
    assert {share.colleague.user: len(share.case_ids) for share in both.shares} == {amelia.user: 3, cecilia.user: 2}


def test_a_thousand_cases_take_few_statements(ana, hilda, belen, carla, django_assert_max_num_queries):
    people = [Person(given_names=f"P{n}", name_key=f"p{n}") for n in range(1000)]
    Person.objects.bulk_create(people)
    facts = {"organisation": ana.organisation, "caseworker": ana.user, "pathway": Pathway.objects.get(code="virte")}
    Case.objects.bulk_create(Case(code=f"T{n:03}-TEST", person=who, **facts) for n, who in enumerate(people))
    PersonAccess.objects.bulk_create(
        PersonAccess(person=who, organisation=ana.organisation, organisation_kind="partner", reason="owner")
        for who in people
    )
    with acting_as(hilda, Door.WEB), django_assert_max_num_queries(16):
        assert hand_over(by=hilda, from_user=ana.user, to=[belen.user, carla.user]).moving == 1000
    assert Event.objects.filter(kind="case_assigned").count() == 1000
