"""For whom one works and in which language: two switches that are kept."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.access.actions import set_language
from casework.access.middleware import SESSION_KEY
from casework.access.policy import Right
from casework.access.queries import active_memberships
from casework.web.page import page

YEAR = 365 * 24 * 60 * 60


@page(Right.READ, methods=("POST",))
def switch_organisation(request):
    """Acts from now on under another of one's memberships."""
    choice = request.POST.get("membership", "")
    membership = next((m for m in active_memberships(request.user) if str(m.pk) == choice), None)
    if membership is None:
        return redirect("today")
    request.session[SESSION_KEY] = str(membership.pk)
    request.session.pop("search", None)
    messages.success(request, _("You now work for %(organisation)s.") % {"organisation": membership.organisation.name})
    return redirect("today")


@login_not_required
@require_POST
def switch_language(request) -> HttpResponse:
    """Spanish or English, kept for the user and, before she signs in, in a cookie."""
    language = request.POST.get("language", "")
    where = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(where, allowed_hosts={request.get_host()}):
        where = "/"
    response = redirect(where)
    if translation.check_for_language(language) and language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            set_language(user=request.user, language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
