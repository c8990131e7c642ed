"""The greatest powers need two: nobody gives herself a role, or takes over who holds one."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from casework.access.models import LogEntry, Membership, PowerProposal
from casework.access.policy import Role
from casework.access.power import confirm, holds_power, propose, withdraw
from casework.base.errors import Conflict
from tests.cast import member

WHY = "She takes over from Ines"


@pytest.fixture
def adela(iom):
    return member("Adela", iom, Role.ADMINISTRATOR)


@pytest.fixture
def iris(iom):
    return member("Iris", iom, Role.ADMINISTRATOR)


@pytest.fixture
def proposed(adela, ivan, iom):
    return propose(act="grant", user=ivan.user, organisation=iom, role=Role.PROTECTION_OFFICER, by=adela, why=WHY)


@pytest.fixture
def sent(django_capture_on_commit_callbacks, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True

    def told(do, /, **arguments):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            do(**arguments)
        return {message.to[0] for message in mail.outbox}

    return told


def roles_of(membership):
    return set(Membership.objects.filter(user=membership.user).values_list("role", flat=True))


def test_a_proposal_gives_nothing_until_another_confirms_it(proposed, ivan, iris):
    assert roles_of(ivan) == {Role.IOM_CASEWORKER}
    confirm(proposal=proposed, by=iris)
    assert roles_of(ivan) == {Role.IOM_CASEWORKER, Role.PROTECTION_OFFICER}


def test_whoever_proposed_it_or_gets_it_does_not_confirm_it(proposed, adela, iom, iris, ivan):
    with pytest.raises(PermissionDenied, match="Another administrator"):
        confirm(proposal=proposed, by=adela)
    hers = propose(act="grant", user=iris.user, organisation=iom, role=Role.PROTECTION_OFFICER, by=adela, why=WHY)
    with pytest.raises(PermissionDenied, match="Another administrator"):
        confirm(proposal=hers, by=iris)
    assert roles_of(ivan) == {Role.IOM_CASEWORKER}


def test_only_administrators_propose_and_confirm(proposed, hilda, ines, ivan, iom):
    for by in (hilda, ines, ivan):
        with pytest.raises(PermissionDenied, match="Only an administrator"):
            confirm(proposal=proposed, by=by)
        with pytest.raises(PermissionDenied, match="Only an administrator"):
            propose(act="grant", user=ivan.user, organisation=iom, role=Role.ADMINISTRATOR, by=by, why=WHY)


def test_it_is_decided_once(proposed, iris, adela):
    withdraw(proposal=proposed, by=adela)
    with pytest.raises(Conflict, match="decided already"):
        confirm(proposal=proposed, by=iris)


def test_other_roles_and_users_need_no_second_person(adela, ivan, ana, iom):
    with pytest.raises(ValidationError, match="needs no second person"):
        propose(act="grant", user=ivan.user, organisation=iom, role=Role.COORDINATOR, by=adela, why=WHY)
    with pytest.raises(ValidationError, match="on the user's page"):
        propose(act="password", user=ana.user, by=adela, why=WHY)


def test_a_role_fits_the_organisation(adela, ana, hias):
    with pytest.raises(ValidationError, match="does not exist in this kind"):
        propose(act="grant", user=ana.user, organisation=hias, role=Role.ADMINISTRATOR, by=adela, why=WHY)


def test_a_new_password_and_second_step_of_a_holder_take_two(adela, iris, ines):
    assert holds_power(ines.user)
    for act in ("password", "second_step"):
        proposal = propose(act=act, user=ines.user, by=adela, why="Lost her phone")
        assert ines.user.check_password("correct horse battery staple")
        confirm(proposal=proposal, by=iris)
    ines.user.refresh_from_db()
    assert not ines.user.has_usable_password()
    assert not Authenticator.objects.filter(user=ines.user).exists()


def test_the_user_and_all_protection_officers_are_told(adela, ivan, ines, iom, iris, sent):
    asked = {"act": "grant", "user": ivan.user, "organisation": iom, "role": Role.PROTECTION_OFFICER, "why": WHY}
    assert sent(propose, by=adela, **asked) == {ivan.user.email, ines.user.email}
    assert sent(confirm, proposal=PowerProposal.objects.get(), by=iris) == {ivan.user.email, ines.user.email}
    body = mail.outbox[0].body
    assert "give a role: protection officer" in body
    assert "confirmed (Iris)" in body
    assert WHY in body


def test_both_steps_stand_in_the_log(proposed, iris, ivan):
    confirm(proposal=proposed, by=iris)
    entries = LogEntry.objects.filter(kind=LogEntry.Kind.POWER).order_by("at")
    assert [entry.facts["state"] for entry in entries] == ["open", "confirmed"]
    assert {entry.facts["about"] for entry in entries} == {str(ivan.user_id)}


def test_the_database_refuses_who_confirms_for_themselves(proposed, adela):
    proposed.state, proposed.decided_by = "confirmed", adela.user
    with pytest.raises(ValidationError, match="Another administrator"):
        proposed.full_clean()


def test_the_first_administrators_are_made_from_the_machine(ivan, capsys):
    call_command("grant_role", ivan.user.email, "OIM", "administrator")
    assert Role.ADMINISTRATOR in roles_of(ivan)
    assert LogEntry.objects.get(kind=LogEntry.Kind.POWER).facts["state"] == "from_the_machine"
    with pytest.raises(CommandError, match="matching query does not exist"):
        call_command("grant_role", "nobody@example.org", "OIM", "administrator")
    with pytest.raises(CommandError, match="does not exist in this kind"):
        call_command("grant_role", ivan.user.email, "OIM", "trainer")
