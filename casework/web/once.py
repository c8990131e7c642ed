"""A form does once what it does: sent twice at the same time, once more by the back button, or after a lost answer.

It carries a token of one time. What the first one made is where every other one leads to. Of two at the same moment
the second waits on a lock of the database, which ends with the transaction of the request. A refusal keeps nothing: the
form that is put right is sent with the same token. Whoever goes back and changes what was typed sends another form; but
where a page makes a person the token alone counts.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.base.locks import wait_for
from casework.web.models import SentForm

FIELD = "form_token"
KEPT_FOR = timedelta(days=2)
FOUND = 302


def token_of(request: HttpRequest) -> str:
    """The token for a form on this page: the one it was sent with, where it is shown again."""
    return request.POST.get(FIELD) or str(uuid4())


def done_once(request: HttpRequest, answer: Callable[[], HttpResponse], *, by_token_alone: bool) -> HttpResponse:
    """The answer to a form, or the way to what it made when it was sent before."""
    token = _read(request)
    if token and not by_token_alone:
        token = uuid5(token, _typed(request))
    if token is None:
        return answer()
    form = {"membership": request.membership, "token": token, "page": request.resolver_match.view_name}
    wait_for(f"form:{request.membership.pk}:{token}:{form['page']}")
    if sent := SentForm.objects.filter(**form).first():
        messages.info(request, _("This form was sent already. This is what it made; nothing was done twice."))
        return (
            HttpResponse(headers={"HX-Redirect": sent.address}) if request.htmx else HttpResponseRedirect(sent.address)
        )
    response = answer()
    address = response.get("HX-Redirect") or (response.status_code == FOUND and response.url)
    if address:
        SentForm.objects.create(**form, address=address)
    return response


def _read(request: HttpRequest) -> UUID | None:
    if request.method != "POST":
        return None
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _typed(request: HttpRequest) -> str:
    """All that was typed or chosen, without what belongs to the session."""
    fields = sorted((name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken")
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    return repr((fields, files))


def forget_old() -> int:
    """Forgets forms that were sent more than two days ago; says how many."""
    return SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()[0]
