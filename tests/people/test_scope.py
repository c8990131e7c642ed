"""Who sees whom: everything that hangs on a person is seen by those who see her, and by nobody else."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from casework.access.actions import end_membership
from casework.access.queries import acting_membership
from casework.followups.models import Provider, Rule, Run
from casework.journey.models import Case, ColumnMapping, Import, ImportRow, Pathway, PathwayStage
from casework.people import actions, households
from casework.people.accesses import end_access, open_access
from casework.people.models import (
    ConsentText,
    DisclosureQuestion,
    Duplicate,
    DuplicateSearch,
    Household,
    Likeness,
    MatchModel,
    Merge,
    MergeStep,
    Person,
    PersonAccess,
)
from casework.programmes.actions import move_stage
from casework.programmes.models import Instalment
from tests.cast import member, refer
from tests.journey.standing import details, everything, put

ROOMS = ("people", "journey", "programmes", "followups")
# What is about nobody in particular.
ABOUT_NOBODY = {
    Pathway,
    PathwayStage,
    ConsentText,
    MatchModel,
    DuplicateSearch,
    Rule,
    Rule.history.rel.related_model,
    Run,
    Provider,
}
# Seen by who may import for the organisation that does, whoever the people are: tests/journey/imports/test_scope.py.
OF_IMPORTS = {Import, Import.history.rel.related_model, ImportRow, ColumnMapping}
# Seen by who sees both of whom they are about: tests/people/test_duplicates.py.
OF_TWO = {Duplicate}
# Looked through by work for nobody in particular, and seen by nobody: test_likenesses.py, test_disclosure.py.
LOOKED_THROUGH = {DisclosureQuestion, Likeness}
# Seen with the one who is kept, and what undoing goes by is seen by nobody: tests/merging/test_merge.py.
OF_MERGES = {Merge, MergeStep}
SCOPED = [
    model
    for room in ROOMS
    for model in apps.get_app_config(room).get_models()
    if model not in ABOUT_NOBODY | OF_IMPORTS | OF_TWO | LOOKED_THROUGH | OF_MERGES
]


@pytest.fixture
def full_case(case, ana, hilda):
    everything(case, ana, hilda)
    put(case, "cedula", "done")
    return case


def seen(membership):
    return {model.__name__: model.objects.visible_to(membership).count() for model in SCOPED}


def test_every_table_about_people_is_scoped():
    assert {model for model in SCOPED if not hasattr(model.objects.all(), "visible_to")} == set()


def test_an_outsider_sees_nothing_by_any_table(full_case, ana, bruno, fabiola):
    assert all(seen(ana).values()), seen(ana)
    for outsider in (bruno, fabiola, None):
        assert not any(seen(outsider).values()), seen(outsider)


def test_iom_sees_all_and_the_protection_officer_alone_what_is_in_her_section(full_case, ivan, ines):
    everything = {model.__name__: model.objects.count() for model in SCOPED}
    assert seen(ines) == everything
    assert everything["ProtectionNote"] == 3
    assert seen(ivan) == everything | {"ProtectionNote": 1, "ProtectionNoteHistory": 1}


def test_each_partner_sees_its_own(full_case, ana, bruno):
    hers = Person.objects.get()
    his = actions.register_person(by=bruno, given_names="Luis")
    assert list(Person.objects.visible_to(bruno)) == [his]
    assert list(Person.objects.visible_to(ana)) == [hers]


def test_a_ministry_sees_a_person_only_while_she_is_at_its_step(case, ana, carmen, marta):
    put(case, "registration", "done")
    assert not Person.objects.visible_to(carmen).exists()
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    assert list(Case.objects.visible_to(carmen)) == [case]
    assert not Case.objects.visible_to(marta).exists()
    move_stage(case=case, stage="cpm", verb="approve", by=carmen, **details("cpm", "approve"))
    move_stage(case=case, stage="visa", verb="start", by=ana)
    assert not Case.objects.visible_to(carmen).exists()
    assert list(Case.objects.visible_to(marta)) == [case]


@pytest.mark.parametrize(("until", "sees"), [(None, True), (1, True), (-1, False)])
def test_an_access_counts_to_its_last_instant(until, sees, case, bruno):
    now = timezone.now()
    access = refer(case.person, bruno.organisation)
    access.since, access.until = now - timedelta(hours=2), until and now + timedelta(hours=until)
    access.save()
    assert Person.objects.visible_to(bruno).exists() == sees


def test_an_emergency_read_is_one_persons(case, bruno, nrc):
    nora = member("Nora", nrc, "caseworker")
    open_access(
        person=case.person,
        organisation=nrc,
        reason="emergency",
        membership=nora,
        explanation="She is in hospital.",
        until=timezone.now() + timedelta(hours=3),
    )
    assert Person.objects.visible_to(nora).exists()
    assert not Person.objects.visible_to(bruno).exists()


def test_two_reasons_are_two_accesses_and_one_person(case, bruno):
    for reason in ("referral", "owner"):
        for _ in range(2):
            open_access(
                person=case.person,
                organisation=bruno.organisation,
                reason=reason,
                legal_reason="vital",
                explanation="x",
            )
    assert Person.objects.visible_to(bruno).count() == 1
    end_access(person=case.person, reason="referral")
    assert Person.objects.visible_to(bruno).exists()
    end_access(person=case.person, reason="owner", organisations=[case.organisation])
    assert Person.objects.visible_to(bruno).exists()
    end_access(person=case.person, reason="owner", organisations=[bruno.organisation])
    assert not Person.objects.visible_to(bruno).exists()
    assert Person.objects.visible_to(None).count() == 0


def test_an_access_that_ended_may_be_given_again(case, bruno):
    for _ in range(2):
        refer(case.person, bruno.organisation)
        end_access(person=case.person, reason="referral")
    assert PersonAccess.objects.filter(reason="referral").count() == 2
    assert not Person.objects.visible_to(bruno).exists()


def test_who_no_longer_works_there_sees_nobody(case, ana, hias):
    assert acting_membership(ana.user) == ana
    end_membership(membership=ana)
    assert not Person.objects.visible_to(acting_membership(ana.user)).exists()


def test_an_organisation_that_was_switched_off_sees_nobody(case, ana, hias):
    hias.is_active = False
    hias.save()
    assert acting_membership(ana.user) is None


def test_who_works_in_two_organisations_sees_each_ones_people_under_its_name(case, ana, nrc, bruno):
    there = member("Ana2", nrc, "caseworker")
    there.user = ana.user
    there.save()
    theirs = actions.register_person(by=bruno, given_names="Luis")
    assert list(Person.objects.visible_to(acting_membership(ana.user, ana.pk))) == [case.person]
    assert list(Person.objects.visible_to(acting_membership(ana.user, there.pk))) == [theirs]


def test_a_household_is_seen_by_who_sees_somebody_in_it(case, ana, bruno):
    household = households.create_household(head=case.person, by=ana)
    assert list(Household.objects.visible_to(ana)) == [household]
    refer(case.person, bruno.organisation)
    assert list(Household.objects.visible_to(bruno)) == [household]
    # The other members are not thereby seen.
    child = actions.register_person(by=ana, given_names="Luis", household=household, relationship="child")
    assert child not in household.members.visible_to(bruno)
    assert Instalment.objects.visible_to(bruno).count() == 0
