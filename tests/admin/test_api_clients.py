"""Partner systems in the administration: made, rotated, limited, revoked, and what is shown of them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.urls import reverse
from django.utils import timezone
from oauth2_provider.models import AccessToken

from casework.access.api_clients import create_api_client, record_use
from casework.access.models import ApiClient, User
from casework.access.queries import acting_membership
from tests.admin.test_acts import url
from tests.cast import member


def made(browser, **fields):
    """The answer to the form that makes a partner system, filled in as the browser shows it."""
    page = reverse("admin:access_apiclient_create")
    shown = browser.get(page).context["form"]
    filled = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    return browser.post(page, {name: value for name, value in (filled | fields).items() if value is not None})


def secret_in(answer):
    return re.search(r"has the secret (\S+)\. Keep it", answer.content.decode())[1]


def test_a_secret_is_shown_once_and_waits_nowhere(as_iris, hias):
    page = reverse("admin:access_apiclient_create")
    answer = made(as_iris, organisation=hias.pk, name="Tablet")
    assert answer.status_code == 200
    content, secret = answer.content.decode(), secret_in(answer)
    assert len(secret) >= 40
    client = ApiClient.objects.get()
    assert client.client_secret not in content
    assert "messages" not in answer.cookies
    for later in (page, url(ApiClient, "changelist"), url(client, "change")):
        seen = as_iris.get(later).content.decode()
        assert secret not in seen
        assert client.client_secret not in seen


def test_a_partner_system_is_made_with_its_limits(as_iris, hias):
    wrong = made(as_iris, organisation=hias.pk, name="Board", role="officer")
    assert "one of these roles" in wrong.content.decode()
    ends = timezone.localdate() + timedelta(days=30)
    made(as_iris, organisation=hias.pk, name="Board", role="viewer", scopes=["cases:read"], expires_on=ends)
    system = ApiClient.objects.get()
    assert (system.scopes, system.expires_on, system.rate_per_minute) == (["cases:read"], ends, 300)
    assert acting_membership(system.user).role == "viewer"


def test_a_new_secret_is_shown_once(as_iris, hias):
    first = secret_in(made(as_iris, organisation=hias.pk, name="Tablet"))
    system = ApiClient.objects.get()
    page = url(system, "rotate")
    assert "goes on working" in as_iris.get(page).content.decode()
    assert "overlap_days" in as_iris.post(page, {"overlap_days": "8"}).context["form"].errors
    answer = as_iris.post(page, {"overlap_days": "2"})
    second = secret_in(answer)
    assert second != first
    assert "messages" not in answer.cookies
    system.refresh_from_db()
    assert check_password(second, system.client_secret)
    assert check_password(first, system.previous_secret)
    assert system.has_secret_before()
    for later in (page, url(system, "change")):
        seen = as_iris.get(later).content.decode()
        assert not any(hidden in seen for hidden in (first, second, system.client_secret, system.previous_secret))
    assert as_iris.get(url(system, "rotate").replace(str(system.pk), "0")).status_code == 302


def test_limits_of_a_partner_system_are_changed(as_iris, hias):
    made(as_iris, organisation=hias.pk, name="Tablet", rate_per_minute=7)
    system = ApiClient.objects.get()
    page = url(system, "limit")
    shown = as_iris.get(page).context["form"].initial
    assert (shown["rate_per_minute"], shown["scopes"]) == (7, system.scopes)
    limits = {"scopes": ["people:read"], "expires_on": system.expires_on, "rate_per_minute": 9}
    too_late = as_iris.post(page, limits | {"expires_on": "2099-01-01"})
    assert "within two years" in too_late.content.decode()
    assert as_iris.post(page, limits).status_code == 302
    system.refresh_from_db()
    assert (system.scopes, system.rate_per_minute) == (["people:read"], 9)


def test_its_page_shows_its_last_use_and_its_tokens(as_iris, hias):
    made(as_iris, organisation=hias.pk, name="Tablet")
    system = ApiClient.objects.get()
    now = timezone.now()
    for token, minutes in (("alive", 5), ("over", -5)):
        AccessToken.objects.create(application=system, token=token, expires=now + timedelta(minutes=minutes))
    record_use(client_id=system.pk, at=now - timedelta(days=400))
    seen = as_iris.get(url(system, "change"))
    assert seen.context["adminform"].model_admin.tokens_alive(system) == 1
    assert "people:read, people:write" in seen.content.decode()
    assert (now - timedelta(days=400)).strftime("%Y") in as_iris.get(url(ApiClient, "changelist")).content.decode()


@pytest.mark.parametrize("page", ["rotate", "limit", "revoke"])
def test_only_administrators_touch_partner_systems(page, client, iom, hias):
    system, _secret = create_api_client(organisation=hias, name="Tablet")
    before = ApiClient.objects.values().get()
    coordinator = member("Cora", iom, "coordinator", is_staff=True)
    client.force_login(coordinator.user)
    assert client.get(url(system, "change")).status_code == 200
    assert client.post(url(system, page), {"overlap_days": 1}).status_code == 403
    assert ApiClient.objects.values().get() == before


def test_a_partner_system_is_revoked(as_iris, hias):
    made(as_iris, organisation=hias.pk, name="Tablet")
    system = ApiClient.objects.get()
    assert acting_membership(system.user)
    assert as_iris.post(url(system, "revoke")).status_code == 302
    assert not ApiClient.objects.exists()
    assert acting_membership(User.objects.get(pk=system.user_id)) is None
