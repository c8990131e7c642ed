"""My account: what belongs to the user herself, in whatever organisation she works."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework.access.devices import browser_name
from casework.access.second_factor import end_sessions, factors_of, may_give_up


@require_safe
@never_cache
def home(request):
    """Her language, password, second step and sessions."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    sessions = UserSession.objects.filter(user=request.user, session_key__in=living).order_by("-created_at")
    for session in sessions:
        session.browser = browser_name(session.user_agent)
        session.here = session.session_key == request.session.session_key
    context = {"sessions": sessions, "has_factor": factors_of(request.user).exists()}
    return render(request, "account/home.html", context)


@require_POST
def end_session(request, pk):
    """Signs her out in one browser."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    here = session.session_key == request.session.session_key
    session.end()
    if here:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("That session has ended."))
    return redirect("account_home")


@require_POST
def sign_out_everywhere(request):
    """Signs her out in every browser, this one too."""
    end_sessions(user=request.user)
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")


class RemovePasskey(RemoveWebAuthnView):
    """allauth's page, which by itself does not ask whether the last one may go."""

    def form_valid(self, form):
        if may_give_up(self.object):
            return super().form_valid(form)
        form.add_error(None, get_adapter().validation_error("cannot_delete_authenticator"))
        return self.form_invalid(form)
