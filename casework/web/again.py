"""A page that says why a request was not answered now, and sends it again with all that was typed.

It needs no database and nobody signed in.
"""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_htmx.http import reselect, reswap, retarget

STATUS = 503
# A form is repeated as hidden fields up to so many signs; what is longer is sent again with the browser's Back.
MOST_TYPED = 200_000


def again_page(
    request: HttpRequest, sentence: str, *, retry_seconds: int | None = None, perhaps_saved: bool = False
) -> HttpResponse:
    """Say `sentence`; a page asks again by itself after `retry_seconds`, a form is sent again by a button.

    Where it was `perhaps_saved`, the sentence says so, and nothing here says that it was not. htmx gets the sentence
    alone, put above the form that stays as it is.
    """
    if request.headers.get("HX-Request") == "true":
        response = above_the_form(sentence, STATUS)
    else:
        context = {"sentence": sentence, "language": get_language(), "address": request.get_full_path()}
        context |= _sent(request, perhaps_saved) if request.method == "POST" else {"refresh": retry_seconds}
        response = HttpResponse(render_to_string("web/again.html", context), status=STATUS)
    response["Cache-Control"] = "no-store"
    if retry_seconds:
        response["Retry-After"] = str(retry_seconds)
    return response


def above_the_form(sentence: str, status: int, link: dict | None = None) -> HttpResponse:
    """Answer htmx with a sentence above the form, which stays as it is; `link` has an address and words."""
    body = render_to_string("web/_refusal.html", {"sentence": sentence, "link": link})
    return reselect(retarget(reswap(HttpResponse(body, status=status), "afterbegin show:top"), "#main"), ".notice")


def _sent(request: HttpRequest, perhaps_saved: bool) -> dict:
    """Return the fields of the form that was sent, to be sent again; files cannot be."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    if sum(len(value) for _name, value in fields) > MOST_TYPED:
        return {"remark": _("Go back in your browser and send the form once more: what you typed is still there.")}
    remark = _("Choose the file once more: go back in your browser and send the form again.") if request.FILES else ""
    lost = _("What you typed is not lost.") if perhaps_saved else _("Nothing was saved and nothing is lost.")
    return {"remark": remark or lost, "fields": [] if remark else fields}
