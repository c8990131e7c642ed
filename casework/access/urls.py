"""Signing in and what is one's own, by allauth but for My account.

Left out of allauth's: addresses (an administrator keeps them), and signing up by and connecting to other services.
"""

from allauth.account import urls as account
from allauth.mfa import urls as mfa
from allauth.socialaccount import urls as socialaccount
from allauth.socialaccount.providers.openid_connect import urls as openid_connect
from django.urls import include, path

from casework.access import views

LEFT_OUT = {
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "socialaccount_signup",
    "socialaccount_connections",
}


def _kept(urls):
    return [pattern for pattern in urls.urlpatterns if getattr(pattern, "name", None) not in LEFT_OUT]


urlpatterns = [
    path("", views.home, name="account_home"),
    path("sessions/<int:pk>/end/", views.end_session, name="account_end_session"),
    path("sessions/end/", views.sign_out_everywhere, name="account_sign_out_everywhere"),
    *_kept(account),
    # Before allauth's own at the same address.
    path("second-step/webauthn/keys/<int:pk>/remove/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("second-step/", include(mfa)),
    path("provider/", include(_kept(socialaccount))),
    path("", include(openid_connect)),
]
