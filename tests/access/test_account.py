"""My account: where one is signed in, and signing out there."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from casework.access.models import Membership
from tests.access.signing_in import CHROME, give_password, new_browser, signed_in
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
HOME = reverse("account_home")


def browser_of(user, **headers) -> Client:
    browser = new_browser()
    give_password(browser, user, **headers)
    return browser


def test_it_shows_what_is_hers(ana):
    here = browser_of(ana.user, headers={"User-Agent": CHROME})
    page = here.get(HOME).content.decode()
    for said in (ana.user.full_name, ana.user.email, "Chrome Mobile, Android · this one", "Español", "It is off"):
        assert said in page
    assert page.count('action="/account/sessions/') == 1  # only everywhere: this one ends by signing out


def test_it_is_for_those_without_an_organisation_too(ana):
    here = browser_of(ana.user)
    Membership.objects.all().delete()
    assert here.get(HOME).status_code == 200


def test_a_session_elsewhere_is_ended(ana):
    here, there = browser_of(ana.user), browser_of(ana.user)
    session = UserSession.objects.get(session_key=there.session.session_key)
    answer = here.post(reverse("account_end_session", args=[session.pk]), follow=True)
    assert "That session has ended" in answer.content.decode()
    assert there.get(reverse("today")).url.startswith(reverse("account_login"))
    assert here.get(HOME).status_code == 200


def test_ending_this_one_signs_out(ana):
    here = browser_of(ana.user)
    answer = here.post(reverse("account_end_session", args=[UserSession.objects.get().pk]))
    assert answer.url == reverse("account_login")
    assert not signed_in(here)


def test_another_ones_session_is_not_found(ana, bruno):
    here, there = browser_of(ana.user), browser_of(bruno.user)
    session = UserSession.objects.get(user=bruno.user)
    assert here.post(reverse("account_end_session", args=[session.pk])).status_code == 404
    assert there.get(reverse("today")).status_code == 200


def test_signing_out_everywhere_ends_all_of_hers_and_nobody_elses(ana, bruno):
    browsers = [browser_of(ana.user) for _ in range(3)]
    other = browser_of(bruno.user)
    assert browsers[0].post(reverse("account_sign_out_everywhere")).url == reverse("account_login")
    assert [browser.get(reverse("today")).status_code for browser in browsers] == [302] * 3
    assert other.get(reverse("today")).status_code == 200
    assert not UserSession.objects.filter(user=ana.user).exists()


def test_changing_the_password_ends_the_others(ana):
    here, there = browser_of(ana.user), browser_of(ana.user)
    new = "another horse battery staple"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get(reverse("today")).status_code == 200
    assert there.get(reverse("today")).url.startswith(reverse("account_login"))
    assert here.get(HOME).content.decode().count('class="item"') == 1


def test_reading_it_is_not_for_writing(ana):
    here = browser_of(ana.user)
    assert here.post(HOME).status_code == 405
    assert here.get(reverse("account_sign_out_everywhere")).status_code == 405
