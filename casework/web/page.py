"""What every page has: the right it needs, what it finds by id, and how a form's action is run."""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form, UUIDField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework.access.policy import Right, Section, require, require_section, require_write
from casework.base.errors import Conflict, TooLarge
from casework.journey.loading import case_with_line
from casework.journey.models import Case
from casework.journey.reading import log_read_of_case
from casework.people.merged import kept_instead, refuse_merged
from casework.people.queries import require_open
from casework.places.zones import zone_of
from casework.web.once import done_once

LAST_PAGE = 200
# Of lists of a whole register: whoever looks for something behind them narrows the list.
LAST_PAGE_OF_MANY = 40


def page(
    right: Right = Right.READ,
    *,
    section: Section | None = None,
    writes: bool = False,
    methods: tuple[str, ...] = ("GET",),
    makes_one: bool = False,
    takes_long: bool = False,
) -> Callable:
    """Marks a view with the right it needs, the section it reads or `writes`, and the methods it answers.

    One that makes a file of a whole list `takes_long` (`access.bounds`). A form that is sent again is done once
    (`once`); where it `makes_one`, whatever was changed in it meanwhile. Whoever acts for no organisation gets 403.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.membership is None:
                raise PermissionDenied(_("You do not act for any organisation now. Ask your coordinator."))
            require(request.membership, right)
            if section:
                (require_write if writes else require_section)(request.membership, section)
            request.section = section
            try:
                with timezone.override(None):  # a case's page has the clock of where the person lives (find_case)
                    return done_once(request, partial(view, request, *args, **kwargs), by_token_alone=makes_one)
            except (Http404, ObjectDoesNotExist):
                instead = _of_who_is_kept(request, **kwargs)
                if instead is None:
                    raise
                return instead

        guarded.right, guarded.section, guarded.writes, guarded.methods = right, section, writes, methods
        guarded.takes_long = takes_long
        return never_cache(require_http_methods(methods)(guarded))

    return decorate


def _of_who_is_kept(request: HttpRequest, **ids) -> HttpResponse | None:
    """The way to the same page of the one into whose record this person's was merged; None where there is none.

    To write there is a Conflict that names the one who is kept.
    """
    if "person_id" not in ids:
        return None
    if request.method != "GET":
        refuse_merged(ids["person_id"], request.membership)
        return None
    kept = kept_instead(ids["person_id"], request.membership)
    return redirect(request.resolver_match.view_name, **ids | {"person_id": kept.pk}) if kept else None


def page_number(request: HttpRequest, *, posted: bool = False, last: int = LAST_PAGE) -> int:
    """Which page of a list is asked for, or was `posted` from, at most the `last`; what is no number is the first."""
    asked = (request.POST if posted else request.GET).get("page", "1")
    return min(int(asked), last) if asked.isdecimal() and int(asked) else 1


def is_id(text: str) -> bool:
    """Whether what a browser sent may be the id of a row."""
    try:
        UUIDField().clean(text)
    except ValidationError:
        return False
    return True


def find_case(request: HttpRequest, case_id, *, with_line: bool = False) -> Case:
    """The case with this id if the reader may see it, else 404; 403 when the page's section was not opened to her.

    From here on the page reads and shows times by the clock of where the person lives. To show it is a read of the
    file, and is written down as such.
    """
    if with_line:
        case = case_with_line(case_id, request.membership)
    else:
        cases = Case.objects.visible_to(request.membership).select_related("person", "organisation", "pathway")
        case = get_object_or_404(cases, pk=case_id)
    timezone.activate(zone_of(case.person.canton_id))
    if request.section:
        require_open(case.person, request.membership, request.section)
    if request.method == "GET":
        log_read_of_case(case, place=request.resolver_match.view_name)
    return case


def shown_by(request) -> str:
    """Return the digest that a page gave with what it showed; "" where the confirmation came without one."""
    return request.POST.get("shown", "")


def refusal_of(refused: ValidationError | Conflict) -> tuple[str, int]:
    """What an action that was refused says, as one text, and the HTTP status."""
    if isinstance(refused, Conflict):
        return refused.message, 409
    return " ".join(refused.messages), 400


def run(form: Form, action: Callable) -> int:
    """Calls an action with what the form holds; what it refuses stands on the form afterwards.

    Returns the HTTP status: 200 when it was done, else 400, 409 or 413. A refused action wrote nothing.
    """
    if not form.is_valid():
        return 400
    try:
        with transaction.atomic():
            form.outcome = action(**form.cleaned_data)
    except ValidationError as error:
        _put_on(form, error)
        return 400
    except Conflict as conflict:
        form.add_error(None, conflict.message)
        return 409
    except TooLarge as refusal:
        form.add_error(next(iter(form.files), None), refusal.message)
        return 413
    return 200


def _put_on(form: Form, error: ValidationError) -> None:
    """Beside the field it is about where the form has it, else on top."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for field, errors in by_field.items():
        form.add_error(field if field in form.fields else None, errors)


def submit(
    request: HttpRequest, form: Form, action: Callable, *, case: Case, page: dict, said: str = ""
) -> HttpResponse:
    """A page around one form on a case: shown, refused with its sentences beside the fields, or done.

    `page` holds `title`, `save` (the button) and what the template needs besides. htmx gets the form alone, to put
    where it was asked for.
    """
    status = 200
    if request.method == "POST":
        status = run(form, partial(action, by=request.membership))
        if status == 200:
            if said:
                messages.success(request, said)
            return back_to(request, case)
    bare = bool(request.htmx) and not request.htmx.boosted
    return render(request, "web/form.html", {"form": form, "case": case, "bare": bare} | page, status=status)


def back_to(request: HttpRequest, case: Case) -> HttpResponse:
    """The case's page after a change, or Today when the change took the case out of the reader's sight."""
    visible = Case.objects.visible_to(request.membership).filter(pk=case.pk).exists()
    where = reverse("case", args=[case.pk]) if visible else reverse("today")
    return HttpResponse(headers={"HX-Redirect": where}) if request.htmx else HttpResponseRedirect(where)
