"""The administration takes two for the greatest powers, whoever asks, superusers too."""

import pytest
from django.test import Client
from django.urls import reverse

from casework.access.models import Membership, PowerProposal
from casework.access.policy import Role
from tests.admin.test_acts import errors, said, url
from tests.cast import PASSWORD, member


@pytest.fixture
def other(iom):
    """A second administrator of IOM."""
    return member("Adela", iom, Role.ADMINISTRATOR, is_staff=True)


@pytest.fixture
def as_other(other):
    client = Client()
    client.force_login(other.user)
    return client


def filled(user, iom, role):
    return {"user": str(user.pk), "organisation": str(iom.pk), "role": role, "territory": [], "since": "2026-01-01"}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROTECTION_OFFICER])
def test_no_administrator_and_no_superuser_gives_such_a_role_alone(as_iris, as_sofia, iris, ivan, iom, role):
    for client, user in ((as_iris, iris.user), (as_iris, ivan.user), (as_sofia, ivan.user)):
        answer = client.post(url(Membership, "add"), filled(user, iom, role))
        assert answer.status_code == 200
        assert "given by two" in str(answer.context["adminform"].errors)
    assert not Membership.objects.filter(role=role).exclude(user=iris.user).exists()


def test_other_roles_are_given_as_ever(as_iris, ivan, iom):
    answer = as_iris.post(url(Membership, "add"), filled(ivan.user, iom, Role.COORDINATOR))
    assert answer.status_code == 302, answer.context["adminform"].errors
    assert Membership.objects.filter(user=ivan.user, role=Role.COORDINATOR).exists()


def test_one_proposes_and_another_confirms(as_iris, as_other, iris, ivan, iom):
    told = {"act": "grant", "user": ivan.user_id, "organisation": iom.pk, "role": "protection", "why": "For Cuenca"}
    answer = as_iris.post(reverse("admin:access_powerproposal_propose"), told)
    assert answer.status_code == 302, errors(answer)
    proposal = PowerProposal.objects.get()
    refused = as_iris.post(reverse("admin:access_powerproposal_confirm", args=[proposal.pk]))
    assert "Another administrator" in str(errors(refused))
    done = as_other.post(reverse("admin:access_powerproposal_confirm", args=[proposal.pk]))
    assert "It is done" in said(done)
    assert Membership.objects.filter(user=ivan.user, role=Role.PROTECTION_OFFICER).exists()


def test_a_holder_s_password_second_step_and_email_are_not_one_person_s_to_change(as_sofia, ines):
    password = reverse("admin:auth_user_password_change", args=[ines.user_id])
    assert as_sofia.get(password).status_code == 403
    fresh = {"password1": "another horse battery", "password2": "another horse battery"}
    assert as_sofia.post(password, fresh).status_code == 403
    assert as_sofia.post(url(ines.user, "reset_second_factor")).status_code == 403
    told = {"email": "mine@example.org", "full_name": "Ines", "language": "es", "is_active": "on"}
    as_sofia.post(url(ines.user, "change"), told)
    ines.user.refresh_from_db()
    assert ines.user.email == "ines@oim.example"
    assert ines.user.check_password(PASSWORD)


def test_an_ended_role_is_not_prolonged_by_one(as_iris, ines):
    Membership.objects.filter(pk=ines.pk).update(until="2020-01-01", since="2019-01-01")
    as_iris.post(url(ines, "change"), {"territory": [], "since": "2019-01-01", "until": ""})
    ines.refresh_from_db()
    assert str(ines.until) == "2020-01-01"


def test_protection_officers_read_what_was_proposed_and_others_do_not(as_iris, client, ines, ivan, iom, iris):
    PowerProposal.objects.create(
        act="grant", user=ivan.user, organisation=iom, role="protection", why="x", proposed_by=iris.user
    )
    ines.user.is_staff = ivan.user.is_staff = True
    ines.user.save()
    ivan.user.save()
    client.force_login(ines.user)
    assert "Ivan" in client.get(url(PowerProposal, "changelist")).content.decode()
    assert client.get(reverse("admin:access_powerproposal_propose")).status_code == 403
