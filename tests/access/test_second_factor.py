"""Who needs a second step, what she may do without it, and how it is taken off and reset."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from casework.access.actions import end_membership
from casework.access.models import Membership, User
from casework.access.policy import KIND_OF_ROLE, NEEDS_SECOND_FACTOR, Kind, Role
from casework.access.second_factor import (
    lacks_second_factor,
    may_give_up,
    needs_second_factor,
    reset_second_factor,
)
from tests.access.signing_in import code_of_now, give_code, give_password
from tests.cast import PASSWORD, organisation, with_second_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def without(ines):
    """Ines before she set anything up."""
    Authenticator.objects.all().delete()
    return ines


@pytest.fixture
def as_ines(client, without):
    client.force_login(without.user)
    return client


@pytest.mark.parametrize("role", Role)
def test_the_roles_that_need_it(role):
    kind = KIND_OF_ROLE[role]
    of = organisation("X", kind, "cpm" if kind == Kind.MINISTRY else "")
    user = User.objects.create_user("x@example.org", "X")
    membership = Membership.objects.create(user=user, organisation=of, role=role)
    assert needs_second_factor(user) == (role in NEEDS_SECOND_FACTOR)
    end_membership(membership=membership)
    assert not needs_second_factor(user)


def test_who_opens_the_administration_needs_it_and_a_program_does_not(ana):
    assert needs_second_factor(User(email="a", is_staff=True))
    assert not needs_second_factor(User(email="b", is_staff=True, is_service=True))
    assert not needs_second_factor(ana.user)


def test_any_of_her_memberships_counts(ana, iom):
    Membership.objects.create(user=ana.user, organisation=iom, role=Role.PROTECTION_OFFICER)
    assert lacks_second_factor(ana.user)


def test_recovery_codes_alone_are_no_second_step(without):
    Authenticator.objects.create(user=without.user, type="recovery_codes", data={})
    assert lacks_second_factor(without.user)


@pytest.mark.parametrize(
    "name", ["today", "cases", "register", "account_home", "account_change_password", "admin:index"]
)
def test_she_is_led_to_setting_it_up(as_ines, name):
    for answer in (as_ines.get(reverse(name)), as_ines.post(reverse(name))):
        assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))
    page = as_ines.get(reverse("mfa_index")).content.decode()
    assert "a password alone is not enough. Set up one of these two" in page


def test_to_htmx_it_is_a_sentence(as_ines, case):
    answer = as_ines.post(reverse("add_note", args=[case.pk]), {"text": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer["HX-Retarget"] == "#main"
    assert reverse("mfa_index") in answer.content.decode()


def test_rest_says_it_as_a_problem(as_ines, without):
    answer = as_ines.get("/api/v1/cases/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["code"] == "second_factor_needed"
    with_second_step(without.user)
    assert as_ines.get("/api/v1/cases/").status_code == 200


def test_she_may_leave(as_ines):
    assert as_ines.post(reverse("account_logout")).url == reverse("account_login")


def test_she_sets_up_an_app_and_goes_on(as_ines):
    assert as_ines.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))
    as_ines.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = as_ines.get(reverse("mfa_activate_totp"))
    assert "data:image/svg+xml" in page.content.decode()
    session = as_ines.session
    session["mfa.totp.secret"] = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    session.save()
    wrong = as_ines.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Incorrect code" in wrong.content.decode()
    assert as_ines.get(reverse("today")).url == reverse("mfa_index")
    done = as_ines.post(reverse("mfa_activate_totp"), {"code": code_of_now()}, follow=True)
    assert done.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert done.content.decode().count('<li class="code">') == 10
    assert as_ines.get(reverse("today")).status_code == 200


def test_the_last_one_stays_while_she_needs_it(client, ines):
    client.force_login(ines.user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_deactivate_totp"))
    for answer in (page, client.post(reverse("mfa_deactivate_totp"))):
        assert "this is your only one" in answer.content.decode()
    assert not lacks_second_factor(ines.user)


def test_a_passkey_that_is_the_last_one_stays_too(client, without):
    credential = {"name": "Phone", "credential": {}}
    key = Authenticator.objects.create(user=without.user, type="webauthn", data=credential)
    client.force_login(without.user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("mfa_remove_webauthn", args=[key.pk])
    assert "this is your only one" in client.post(address, follow=True).content.decode()
    assert Authenticator.objects.filter(pk=key.pk).exists()
    with_second_step(without.user)
    client.post(address)
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_which_ones_may_go(ines, ana):
    app = Authenticator.objects.get(user=ines.user)
    assert not may_give_up(app)
    Authenticator.objects.create(user=ines.user, type="webauthn", data={})
    assert may_give_up(app)
    assert may_give_up(Authenticator.objects.get(user=with_second_step(ana.user)))


def test_another_ones_passkey_is_not_found(client, ana, ines):
    key = Authenticator.objects.create(user=ines.user, type="webauthn", data={"name": "x", "credential": {}})
    client.force_login(ana.user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 404


def test_a_reset_takes_off_everything_and_ends_her_sessions(client, ines):
    give_password(client, ines.user)
    give_code(client, code_of_now())
    assert client.get(reverse("today")).status_code == 200
    reset_second_factor(user=ines.user)
    assert lacks_second_factor(ines.user)
    assert client.get(reverse("today")).url.startswith(reverse("account_login"))
    give_password(client, ines.user)
    assert client.get(reverse("today")).url == reverse("mfa_index")
