"""Signing in as a browser does: the forms one after the other, and a clock that is put forward."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, TOTP_SECRET

CHROME = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"


def new_browser(**environ) -> Client:
    """One that reads English before anybody has signed in."""
    return Client(headers={"Accept-Language": "en"}, **environ)


def code_of_now() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


def give_password(browser, user, password=PASSWORD, **headers):
    return browser.post(reverse("account_login"), {"login": user.email, "password": password}, **headers)


def give_code(browser, code):
    return browser.post(reverse("mfa_authenticate"), {"code": code})


def signed_in(browser) -> bool:
    return "_auth_user_id" in browser.session
