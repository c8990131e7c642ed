"""Signing in and keeping a password, by allauth; its pages for addresses are left out: an administrator keeps them."""

from allauth.account import urls as allauth

LEFT_OUT = {"account_email", "account_email_verification_sent", "account_confirm_email", "account_confirm_login_code"}

urlpatterns = [pattern for pattern in allauth.urlpatterns if pattern.name not in LEFT_OUT]
