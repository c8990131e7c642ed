"""How sign-in differs from allauth's defaults: nobody registers herself, and partner systems do not use passwords."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access import devices
from casework.access.lockout import email_of, on_known_device
from casework.access.middleware import SIGNED_IN_AT
from casework.access.models import User
from casework.access.second_factor import may_give_up
from casework.access.tasks import tell_of_new_device
from casework.base.sealed import cipher

PURPOSE = b"casework.access.factors"


class StaffOnlyAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by an administrator."""
        return False

    def pre_authenticate(self, request, **credentials):
        """Axes answers first: a try during its lockout does not count towards allauth's own limits.

        Those count by the e-mail alone, from wherever: others would lock a known device, which axes limits alone.
        """
        if settings.AXES_ENABLED:
            if not AxesProxyHandler.is_allowed(request, credentials):
                return
            if on_known_device(request, email_of(credentials)):
                return
        super().pre_authenticate(request, **credentials)

    def login(self, request, user):
        """By password, passkey or provider: the session knows when it began."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = int(time.time())

    def post_login(self, request, user, **kwargs):
        """A user is told of a browser she never used before; the mail waits for the commit and stops nothing."""
        response = super().post_login(request, user, **kwargs)
        if not devices.is_known(request, user):
            facts = {
                "user_id": str(user.pk),
                "at": timezone.now().isoformat(),
                "browser": devices.browser_name(request.headers.get("User-Agent", "")),
                "account_url": request.build_absolute_uri(reverse("account_home")),
            }
            transaction.on_commit(lambda: tell_of_new_device.delay(**facts), robust=True)
        devices.remember(request, response, user)
        return response


class EncryptedFactors(DefaultMFAAdapter):
    """Secrets of second factors are encrypted in the database, with a key made of SECRET_KEY and its fallbacks."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second step to sign in, and this is your only one. Add another before you remove it."
        )
    }

    def encrypt(self, text):
        return cipher(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return cipher(PURPOSE).decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        return may_give_up(authenticator)

    def generate_authenticator_name(self, user, type):
        return _("Passkey of %(day)s") % {"day": timezone.localdate().isoformat()}


class ExistingUsersOnly(DefaultSocialAccountAdapter):
    """An identity provider proves an e-mail; whose it is, and whether she may come in, is known here.

    Nothing of the provider is kept: the user is found anew at every sign-in, so who is switched off stays out.
    """

    def pre_social_login(self, request, sociallogin):
        user = None
        if sociallogin.state.get("process") == AuthProcess.LOGIN:
            proven = {address.email.lower() for address in sociallogin.email_addresses if address.verified is True}
            user = User.objects.filter(email__in=proven, is_active=True, is_service=False).first()
        if user is None:
            messages.error(request, _("There is no account here for whom you signed in as. Ask your coordinator."))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.user = user

    def is_open_for_signup(self, request, sociallogin):
        return False
