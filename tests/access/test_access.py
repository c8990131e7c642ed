"""Users and memberships; and the policy as a table that holds together."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.actions import end_membership, set_language
from casework.access.models import Membership, Organisation, User
from casework.access.policy import (
    ALWAYS_SHARED,
    COMPARTMENT,
    KIND_OF_ROLE,
    RIGHTS,
    ROW_SCOPE,
    SECTIONS,
    SHAREABLE,
    STEP_SECTIONS,
    Duty,
    Kind,
    Level,
    Right,
    Role,
    Section,
    may,
    reads,
    require,
    require_section,
    require_write,
    sections_read,
    writes,
)
from casework.access.queries import acting_membership
from tests.cast import PASSWORD, member

DAY = timedelta(days=1)


def standing_for(role, duty=Duty.CPM):
    """A membership in this role, in an organisation of its kind."""
    kind = KIND_OF_ROLE[role]
    return Membership(role=role, organisation=Organisation(kind=kind, duty=duty if kind == Kind.MINISTRY else ""))


MINISTRY_ROLES = [role for role, kind in KIND_OF_ROLE.items() if kind == Kind.MINISTRY]


def test_the_policy_has_a_line_for_every_role():
    assert set(KIND_OF_ROLE) == set(RIGHTS) == set(SECTIONS) == set(Role)
    assert all(set(row) == set(Section) for row in SECTIONS.values())
    assert set(ROW_SCOPE) == set(Kind)
    assert set(STEP_SECTIONS) == set(Duty)


def test_no_right_and_no_section_is_nobodys():
    assert set().union(*RIGHTS.values()) == set(Right)
    assert {section for row in SECTIONS.values() for section, level in row.items() if level == Level.WRITE} == set(
        Section
    )
    assert all(Right.READ in rights for rights in RIGHTS.values())


def test_what_a_ministry_never_does_or_reads():
    for role in MINISTRY_ROLES:
        assert RIGHTS[role] <= {Right.READ, Right.DECIDE_OWN_STEP}
        for duty in Duty:
            assert not sections_read(standing_for(role, duty)) & COMPARTMENT
    assert not any(sections & COMPARTMENT for sections in STEP_SECTIONS.values())


def test_the_protection_section_has_a_role_of_its_own():
    assert {role for role in Role if reads(standing_for(role), Section.PROTECTION)} == {Role.PROTECTION_OFFICER}
    assert Section.PROTECTION not in SHAREABLE
    assert ALWAYS_SHARED < SHAREABLE


def test_only_ministries_decide_as_ministries():
    assert {role for role in Role if Right.DECIDE_OWN_STEP in RIGHTS[role]} == {Role.OFFICER}


@pytest.mark.parametrize("role", Role)
def test_asking_the_policy(role):
    membership = standing_for(role)
    for right in Right:
        assert may(membership, right) == (right in RIGHTS[role])
        if not may(membership, right):
            with pytest.raises(PermissionDenied, match=str(right.label)):
                require(membership, right)
        else:
            require(membership, right)
    for section in Section:
        level = SECTIONS[role][section]
        if KIND_OF_ROLE[role] == Kind.MINISTRY and section not in STEP_SECTIONS[Duty.CPM]:
            level = Level.NONE
        assert reads(membership, section) == (section in sections_read(membership)) == (level != Level.NONE)
        assert writes(membership, section) == (level == Level.WRITE)
        if not writes(membership, section):
            with pytest.raises(PermissionDenied, match=str(section.label)):
                require_write(membership, section)
        if not reads(membership, section):
            with pytest.raises(PermissionDenied, match=str(section.label)):
                require_section(membership, section)


def test_nobody_may_and_reads_nothing():
    assert not any(may(None, right) for right in Right)
    assert not any(reads(None, section) for section in Section)
    with pytest.raises(PermissionDenied):
        require(None, Right.READ)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", Kind)
def test_a_role_exists_in_its_kind_of_organisation_only(role, kind, db):
    organisation = Organisation.objects.create(
        short_name="X", name="X", kind=kind, duty=Duty.CPM if kind == Kind.MINISTRY else ""
    )
    user = User.objects.create_user("x@example.org", "X")
    membership = Membership(user=user, organisation=organisation, role=role)
    if KIND_OF_ROLE[role] == kind:
        membership.full_clean()
    else:
        with pytest.raises(ValidationError, match="does not exist in this kind"):
            membership.full_clean()


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [(0, None, True), (0, 0, True), (-9, 0, True), (-9, -1, False), (1, None, False), (1, 5, False), (-9, 9, True)],
)
def test_a_membership_counts_from_its_first_day_to_its_last(since, until, counts, ana):
    today = timezone.localdate()
    Membership.objects.update(since=today + since * DAY, until=None if until is None else today + until * DAY)
    assert Membership.objects.active().exists() == counts
    assert (acting_membership(ana.user) == ana) == counts


def test_ending_a_membership_ends_it_now(ana, hias):
    assert ana.since == timezone.localdate()
    end_membership(membership=ana)
    ana.refresh_from_db()
    assert ana.since == ana.until == timezone.localdate() - DAY
    assert acting_membership(ana.user) is None
    assert member("Ana2", hias, Role.CASEWORKER)
    again = Membership(user=ana.user, organisation=hias, role=Role.CASEWORKER)
    again.full_clean()


def test_the_membership_chosen_holds_while_it_is_active(ana, nrc):
    there = Membership.objects.create(user=ana.user, organisation=nrc, role=Role.CASEWORKER)
    assert acting_membership(ana.user, there.pk) == there
    assert acting_membership(ana.user, str(there.pk)) == there
    assert acting_membership(ana.user, "nonsense") == ana
    end_membership(membership=there)
    assert acting_membership(ana.user, there.pk) == ana


def test_another_users_membership_cannot_be_chosen(ana, bruno):
    assert acting_membership(ana.user, bruno.pk) == ana


def test_users_sign_in_with_one_e_mail_in_any_case(db):
    user = User.objects.create_user("Ana@Example.ORG", "Ana", PASSWORD)
    assert user.email == "ana@example.org"
    assert user.check_password(PASSWORD)
    assert (user.is_staff, user.is_superuser, user.is_service) == (False, False, False)
    with pytest.raises(ValidationError, match="E-mail already exists"):
        User.objects.create_user("ANA@example.org", "Ana")
    assert not User.objects.create_user("b@example.org", "B").has_usable_password()


def test_languages(ana):
    set_language(user=ana.user, language="es")
    ana.user.refresh_from_db()
    assert ana.user.language == "es"
    with pytest.raises(ValidationError):
        set_language(user=ana.user, language="xx")
    assert ana.user.check_password(PASSWORD)
