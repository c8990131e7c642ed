"""Signing in: what is asked for, how often one may err, how long it lasts, and who is told."""

import smtplib
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as configured
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.urls import reverse

from casework.access import devices, tasks
from casework.access.models import User
from casework.access.policy import Role
from config import settings as served
from tests.access.signing_in import CHROME, code_of_now, give_code, give_password, new_browser, signed_in
from tests.cast import PASSWORD, TOTP_SECRET, member, with_second_step

pytestmark = pytest.mark.django_db


def test_a_password_is_enough_for_who_has_no_second_step(client, ana):
    assert give_password(client, ana.user).url == reverse("today")
    assert signed_in(client)


def test_with_a_second_step_the_password_alone_signs_nobody_in(client, ines):
    answer = give_password(client, ines.user)
    assert answer.url == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert "Second step" in client.get(answer.url).content.decode()
    assert give_code(client, code_of_now()).url == reverse("today")
    assert signed_in(client)


def test_a_code_counts_once(client, ines):
    code = code_of_now()
    give_password(client, ines.user)
    give_code(client, code)
    another = new_browser()
    give_password(another, ines.user)
    assert "Incorrect code" in give_code(another, code).content.decode()
    assert not signed_in(another)


def test_a_recovery_code_stands_in_for_a_lost_phone_once(client, ines):
    code = RecoveryCodes.activate(ines.user).get_unused_codes()[0]
    for attempt, expected in ((new_browser(), True), (new_browser(), False)):
        give_password(attempt, ines.user)
        give_code(attempt, code)
        assert signed_in(attempt) == expected


def test_the_secret_is_encrypted_in_the_database(ines):
    assert TOTP_SECRET not in str(Authenticator.objects.get(user=ines.user).data)


def test_codes_cannot_be_guessed(client, ines, later):
    give_password(client, ines.user)
    for _ in range(10):
        assert "Incorrect code" in give_code(client, "000000").content.decode()
    assert "Too many failed" in give_code(client, code_of_now()).content.decode()
    assert not signed_in(client)
    later(15 * 60 + 1)
    give_password(client, ines.user)
    assert give_code(client, code_of_now()).url == reverse("today")


def test_a_password_kept_by_an_older_hasher_is_hashed_anew_by_signing_in(client, ana, settings):
    settings.PASSWORD_HASHERS = served.PASSWORD_HASHERS
    ana.user.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    ana.user.save()
    assert give_password(client, ana.user).url == reverse("today")
    ana.user.refresh_from_db()
    assert ana.user.password.startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")
    assert give_password(new_browser(), ana.user).url == reverse("today")


def test_an_office_behind_one_address_signs_in_within_a_minute(hias, settings):
    settings.AXES_ENABLED = True
    staff = [member(f"colega{number}", hias, Role.CASEWORKER).user for number in range(200)]
    answers = [give_password(new_browser(REMOTE_ADDR="203.0.113.7"), user) for user in staff]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("today"))}


def test_a_guesser_gets_no_more_tries_than_thirty_a_minute(hias, ana, settings):
    settings.AXES_ENABLED = True
    staff = [member(f"colega{number}", hias, Role.CASEWORKER).user for number in range(31)]
    tries = [give_password(new_browser(REMOTE_ADDR="203.0.113.7"), user, "wrong") for user in staff]
    assert "Too many failed" in tries[-1].content.decode()
    assert not any("Too many failed" in tried.content.decode() for tried in tries[:30])
    # The right password is refused from there as well, so that nothing is learnt by it.
    assert "Too many failed" in give_password(new_browser(REMOTE_ADDR="203.0.113.7"), ana.user).content.decode()


def test_nobody_else_locks_a_device_that_is_known_even_from_the_same_place(client, ana, settings):
    settings.AXES_ENABLED = True
    assert give_password(client, ana.user).url == reverse("today")
    client.post(reverse("account_logout"))
    stranger = new_browser()
    for _ in range(9):
        last = give_password(stranger, ana.user, "wrong")
    assert last.status_code == 429
    for number in range(12):
        give_password(new_browser(REMOTE_ADDR=f"203.0.113.{number}"), ana.user, "wrong")
    assert give_password(client, ana.user).url == reverse("today")


def test_a_known_device_is_limited_too(client, ana, settings):
    settings.AXES_ENABLED = True
    give_password(client, ana.user)
    client.post(reverse("account_logout"))
    for _ in range(8):
        last = give_password(client, ana.user, "wrong")
    assert last.status_code == 429
    assert give_password(client, ana.user).status_code == 429


def test_somebody_else_cannot_lock_her_out_of_another_address(client, ana, settings, caplog):
    settings.AXES_ENABLED = True
    for _ in range(7):
        answer = give_password(client, ana.user, "wrong")
        assert answer.status_code == 200
    eighth = give_password(client, ana.user, "wrong")
    assert eighth.status_code == 429
    assert "Try again in 15 minutes" in eighth.content.decode()
    for _ in range(4):
        assert give_password(client, ana.user).status_code == 429
    assert not signed_in(client)
    elsewhere = new_browser(REMOTE_ADDR="203.0.113.9")
    assert give_password(elsewhere, ana.user).url == reverse("today")
    assert ana.user.email not in caplog.text
    assert "wrong" not in caplog.text


def test_the_lockout_ends(client, ana, settings, later):
    settings.AXES_ENABLED = True
    for _ in range(8):
        give_password(client, ana.user, "wrong")
    later(14 * 60)
    assert give_password(client, ana.user).status_code == 429
    later(62)
    assert give_password(client, ana.user).url == reverse("today")
    assert signed_in(client)


def test_e_mails_are_the_same_however_they_are_written(client, ana, settings):
    settings.AXES_ENABLED = True
    for written in (ana.user.email, ana.user.email.upper()) * 4:
        answer = client.post(reverse("account_login"), {"login": written, "password": "wrong"})
    assert answer.status_code == 429


def test_one_who_is_not_there_is_locked_out_alike(client, settings):
    settings.AXES_ENABLED = True
    nobody = User(email="nobody@nowhere.example")
    answers = [give_password(client, nobody, "wrong").status_code for _ in range(8)]
    assert answers == [200] * 7 + [429]


def test_one_e_mail_is_not_guessed_from_many_addresses(ana, settings):
    settings.AXES_ENABLED = True
    for number in range(10):
        give_password(new_browser(REMOTE_ADDR=f"203.0.113.{number}"), ana.user, "wrong")
    last = new_browser(REMOTE_ADDR="203.0.113.77")
    assert "Too many failed" in give_password(last, ana.user).content.decode()
    assert not signed_in(last)


def test_behind_a_proxy_the_visitors_address_counts(client, ana, settings):
    settings.AXES_ENABLED = True
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(8):
        answer = give_password(client, ana.user, "wrong", headers={"X-Forwarded-For": "made up, 203.0.113.9"})
    assert answer.status_code == 429
    other = give_password(client, ana.user, headers={"X-Forwarded-For": "203.0.113.9, 203.0.113.10"})
    assert other.url == reverse("today")


def test_a_service_user_has_no_password_to_sign_in_with(client, ana):
    User.objects.filter(pk=ana.user_id).update(is_active=False)
    assert not signed_in(client)
    give_password(client, ana.user)
    assert not signed_in(client)


def test_the_session_key_is_another_after_signing_in(client, ana):
    client.post(reverse("search"), {"q": "x"})
    session = client.session
    session["anything"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    give_password(client, ana.user)
    assert client.session.session_key != before


def test_the_session_ends_with_the_browser_and_after_a_working_day(client, ana, later):
    cookie = give_password(client, ana.user).cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")
    later(12 * 60 * 60 - 10)
    client.post(reverse("search"), {"q": "x"})  # writes to the session, which does not prolong it
    assert client.get(reverse("today")).status_code == 200
    later(20)
    assert client.get(reverse("today")).url.startswith(reverse("account_login"))


def test_passwords_follow_the_rules(client, ana):
    give_password(client, ana.user)
    for wrong in ("short", "123456789012", "password1234", ana.user.email):
        form = {"oldpassword": PASSWORD, "password1": wrong, "password2": wrong}
        assert client.post(reverse("account_change_password"), form).status_code == 200
    ana.user.refresh_from_db()
    assert ana.user.check_password(PASSWORD)


def test_a_new_device_is_told_once(client, ana, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = give_password(client, ana.user, headers={"User-Agent": CHROME})
    cookie = answer.cookies[devices.COOKIE]
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")
    assert str(ana.user_id) not in cookie.value
    [told] = mail.outbox
    assert told.to == [ana.user.email]
    assert "Chrome Mobile, Android" in told.body
    assert f"http://testserver{reverse('account_home')}" in told.body
    client.post(reverse("account_logout"))
    with django_capture_on_commit_callbacks(execute=True):
        give_password(client, ana.user)
    assert len(mail.outbox) == 1


def test_a_browser_that_others_use_is_new_to_her(client, ana, bruno, django_capture_on_commit_callbacks):
    for user in (ana.user, bruno.user, ana.user, bruno.user):
        with django_capture_on_commit_callbacks(execute=True):
            give_password(client, user)
        client.post(reverse("account_logout"))
    assert [told.to for told in mail.outbox] == [[ana.user.email], [bruno.user.email]]


def test_a_cookie_that_is_made_up_makes_nothing_known(client, ana, django_capture_on_commit_callbacks):
    client.cookies[devices.COOKIE] = "made:up"
    with django_capture_on_commit_callbacks(execute=True):
        give_password(client, ana.user)
    assert len(mail.outbox) == 1


def test_a_mail_server_that_fails_stops_nobody_and_its_words_are_not_kept(
    client, ana, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fails(*arguments):
        raise smtplib.SMTPRecipientsRefused({ana.user.email: (550, b"no such mailbox")})

    monkeypatch.setattr(tasks, "send_mail", fails)
    with django_capture_on_commit_callbacks(execute=True):
        assert give_password(client, ana.user).url == reverse("today")
    assert signed_in(client)
    assert "SMTPRecipientsRefused" in caplog.text
    assert ana.user.email not in caplog.text


def test_nobody_is_told_who_was_switched_off_meanwhile(ana):
    User.objects.update(is_active=False)
    tasks.tell_of_new_device(user_id=str(ana.user_id), at="2026-01-01T00:00:00+00:00", browser="", account_url="x")
    assert mail.outbox == []


def test_the_times_of_the_rules_are_what_the_documents_say():
    assert timedelta(minutes=15) == configured.AXES_COOLOFF_TIME
    assert configured.AXES_FAILURE_LIMIT == 8


def test_who_has_a_second_step_by_choice_is_asked_too(client, ana):
    with_second_step(ana.user)
    assert give_password(client, ana.user).url == reverse("mfa_authenticate")
    assert client.get(reverse("today")).url.startswith(reverse("account_login"))
