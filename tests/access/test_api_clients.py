"""Partner systems: what their credentials may be, how they are rotated, limited and taken away."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from oauth2_provider.models import AccessToken

from casework.access.api_clients import (
    MINISTRY_SCOPES,
    NEVER_SERVICE,
    SERVICE_ROLE,
    change_api_client,
    create_api_client,
    record_use,
    revoke_api_client,
    rotate_api_client_secret,
    service_roles,
    usual_scopes,
)
from casework.access.models import ApiClient, Membership, Organisation, User
from casework.access.policy import KIND_OF_ROLE, Duty, Kind, Role
from casework.access.queries import acting_membership
from casework.access.scopes import SCOPES, Scope

DAY = timedelta(days=1)


@pytest.fixture
def tablet(hias):
    return create_api_client(organisation=hias, name="Tablet")[0]


def a_token(client):
    return AccessToken.objects.create(
        application=client, token=f"t{client.pk}", expires=timezone.now() + DAY, scope="people:read"
    )


def test_every_kind_of_organisation_has_its_usual_role():
    assert set(SERVICE_ROLE) == set(Kind)
    for kind, role in SERVICE_ROLE.items():
        assert role in service_roles(kind)
    assert set(service_roles()) == set(Role) - NEVER_SERVICE
    assert all(KIND_OF_ROLE[role] == Kind.PARTNER for role in service_roles(Kind.PARTNER))


@pytest.mark.parametrize("duty", Duty)
def test_a_ministrys_system_asks_for_what_its_step_needs(duty):
    scopes = usual_scopes(Organisation(kind=Kind.MINISTRY, duty=duty))
    assert Scope.CASES_WRITE in scopes
    assert not {Scope.PEOPLE_WRITE, Scope.PROGRAMMES_WRITE} & set(scopes)
    assert (Scope.PROGRAMMES_READ in scopes) == (duty == Duty.INCLUSION)


@pytest.mark.parametrize("who", ["hias", "iom", "interior"])
def test_a_partner_system_gets_a_user_of_its_own_and_a_secret_once(who, request):
    organisation = request.getfixturevalue(who)
    client, secret = create_api_client(organisation=organisation, name="Tablet")
    assert len(secret) >= 40
    client.refresh_from_db()
    assert secret not in (client.client_secret, client.client_id)
    assert check_password(secret, client.client_secret)
    assert client.user.is_service
    assert not client.user.has_usable_password()
    membership = acting_membership(client.user)
    assert (membership.organisation, membership.role) == (organisation, SERVICE_ROLE[organisation.kind])
    assert set(client.scopes) == (set(Scope) if who != "interior" else set(MINISTRY_SCOPES))
    assert (client.expires_on - timezone.localdate()).days == 365
    assert (client.rate_per_minute, client.last_used_at, client.works()) == (300, None, True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "x" * 300}, "full_name"),
        ({"role": Role.ADMINISTRATOR}, "role"),
        ({"role": Role.PROTECTION_OFFICER}, "role"),
        ({"role": Role.OFFICER}, "role"),
        ({"role": "king"}, "role"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"rate_per_minute": 0}, "__all__"),
        ({"rate_per_minute": 6001}, "__all__"),
        ({"expires_on": timezone.localdate() - 2 * DAY}, "expires_on"),
        ({"expires_on": timezone.localdate() + 732 * DAY}, "expires_on"),
    ],
    ids=str,
)
def test_a_partner_system_is_made_whole_or_not_at_all(wrong, field, hias):
    with pytest.raises(ValidationError) as refused:
        create_api_client(**{"organisation": hias, "name": "Tablet"} | wrong)
    assert set(refused.value.message_dict) == {field}
    assert not ApiClient.objects.exists()
    assert not User.objects.exists()


def test_a_role_that_fits_is_taken(hias):
    client, _secret = create_api_client(organisation=hias, name="Board", role=Role.VIEWER, scopes=[Scope.CASES_READ])
    assert acting_membership(client.user).role == Role.VIEWER
    assert client.scopes == ["cases:read"]


def test_a_new_secret_and_an_overlap(tablet):
    before = tablet.client_secret
    token = a_token(tablet)
    secret = rotate_api_client_secret(client=tablet, overlap_days=3)
    tablet.refresh_from_db()
    assert check_password(secret, tablet.client_secret)
    assert tablet.previous_secret == before
    assert timedelta(0) <= timezone.now() + 3 * DAY - tablet.previous_secret_until < timedelta(minutes=1)
    assert tablet.has_secret_before()
    assert AccessToken.objects.filter(pk=token.pk).exists()
    ApiClient.objects.update(previous_secret_until=timezone.now())
    tablet.refresh_from_db()
    assert not tablet.has_secret_before()


def test_without_an_overlap_the_secret_before_and_its_tokens_end_now(tablet, nrc):
    other = a_token(create_api_client(organisation=nrc, name="Other")[0])
    rotate_api_client_secret(client=tablet, overlap_days=7)
    a_token(tablet)
    rotate_api_client_secret(client=tablet, overlap_days=0)
    tablet.refresh_from_db()
    assert (tablet.previous_secret, tablet.previous_secret_until, tablet.has_secret_before()) == ("", None, False)
    assert list(AccessToken.objects.all()) == [other]


@pytest.mark.parametrize("days", [-1, 8])
def test_an_overlap_is_a_week_at_most(days, tablet):
    with pytest.raises(ValidationError, match="0 to 7 days"):
        rotate_api_client_secret(client=tablet, overlap_days=days)
    assert ApiClient.objects.get().client_secret == tablet.client_secret


def test_limits_are_changed_and_checked(tablet):
    today = timezone.localdate()
    change_api_client(client=tablet, scopes=[Scope.PEOPLE_READ], expires_on=today, rate_per_minute=5)
    tablet.refresh_from_db()
    assert (tablet.scopes, tablet.expires_on, tablet.rate_per_minute) == (["people:read"], today, 5)
    for wrong in ({"scopes": []}, {"expires_on": today - DAY}, {"rate_per_minute": -1}):
        limits = {"scopes": list(SCOPES), "expires_on": today, "rate_per_minute": 6} | wrong
        with pytest.raises(ValidationError):
            change_api_client(client=tablet, **limits)
    assert ApiClient.objects.get().rate_per_minute == 5


def test_it_works_through_its_last_day(tablet):
    tablet.expires_on = timezone.localdate()
    assert tablet.works()
    tablet.expires_on -= DAY
    assert not tablet.works()


def test_revoking_ends_its_tokens_and_keeps_its_user(tablet):
    a_token(tablet)
    revoke_api_client(client=tablet)
    assert not ApiClient.objects.exists()
    assert not AccessToken.objects.exists()
    assert not User.objects.get().is_active
    assert Membership.objects.count() == 1


def test_the_last_use_never_goes_back(tablet):
    now = timezone.now()
    for at in (now - DAY, now, now - DAY):
        record_use(client_id=tablet.pk, at=at)
    tablet.refresh_from_db()
    assert tablet.last_used_at == now


def test_the_command_prints_the_secret_once(hias, capsys):
    call_command("create_api_client", organisation="hias", name="Tablet")
    printed = capsys.readouterr().out
    client = ApiClient.objects.get()
    assert client.client_id in printed
    assert client.client_secret not in printed
    with pytest.raises(CommandError, match="Known: HIAS"):
        call_command("create_api_client", organisation="Nobody", name="Tablet")
    hias.is_active = False
    hias.save()
    with pytest.raises(CommandError, match="none yet"):
        call_command("create_api_client", organisation="HIAS", name="Tablet")


def test_the_command_takes_limits(hias, capsys):
    ends = timezone.localdate() + 90 * DAY
    call_command(
        *("create_api_client", "--organisation", "HIAS", "--name", "Board", "--role", "viewer"),
        *("--scopes", "cases:read", "people:read", "--expires", str(ends), "--rate", "20"),
    )
    client = ApiClient.objects.get()
    assert (client.scopes, client.expires_on, client.rate_per_minute) == (["cases:read", "people:read"], ends, 20)
    assert acting_membership(client.user).role == Role.VIEWER
    assert f"until {ends}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"),
    [("--role", "administrator"), ("--role", "officer"), ("--scopes", "all"), ("--expires", "soon"), ("--rate", "0")],
)
def test_the_command_refuses_what_does_not_fit(option, value, hias):
    with pytest.raises(CommandError):
        call_command("create_api_client", "--organisation", "HIAS", "--name", "Board", option, value)
    assert not ApiClient.objects.exists()
