"""Whose role needs a second step to sign in sets it up before anything else."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access.second_factor import lacks_second_factor
from casework.web.errors import error_page

# All she may open until then: setting it up, proving who she is for that, and leaving.
OPEN = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_logout",
}


class SecondFactor:
    """Deny by default: a page that asks for signing in asks for the second step as well, of those who need one.

    REST signs in by itself, and refuses there (`casework.api.auth`).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """The page that sets it up; to htmx, a sentence above the form."""
        if not request.user.is_authenticated or not getattr(view_func, "login_required", True):
            return None
        request.second_factor_missing = lacks_second_factor(request.user, request.memberships)
        if not request.second_factor_missing or request.resolver_match.url_name in OPEN:
            return None
        if request.headers.get("HX-Request") != "true":
            return redirect("mfa_index")
        sentence = _("Your role needs a second step to sign in. Set it up in another tab, then send this once more.")
        link = {"address": reverse("mfa_index"), "words": _("Set it up")}
        return error_page(request, 403, sentence, link=link)
