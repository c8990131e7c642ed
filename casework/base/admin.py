"""What every page of the administration shares: the site, lists that stay fast, and pages that call an action."""

from collections.abc import Callable

from allauth.account.decorators import secure_admin_login
from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin import ShowFacets, site
from django.contrib.admin.utils import unquote
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from unfold.admin import ModelAdmin, TabularInline
from unfold.sites import UnfoldAdminSite
from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES

from casework.base.errors import Conflict
from casework.base.text import tidy

# Unfold works with Alpine.js, which evaluates its attributes, and writes its colours into the page. Scripts written
# into the page stay forbidden.
UNFOLD_NEEDS = {"script-src": ["'self'", UNSAFE_EVAL], "style-src": ["'self'", UNSAFE_INLINE]}


class CaseworkAdminSite(UnfoldAdminSite):
    """For staff, who sign in as everybody does; the rooms come in the order of their floors."""

    def admin_view(self, view, cacheable=False):
        return csp_update(UNFOLD_NEEDS)(super().admin_view(view, cacheable))

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        return secure_admin_login(super().login)(request, extra_context)

    def get_app_list(self, request, app_label=None):
        floors = [config.label for config in apps.get_app_configs()]
        return sorted(super().get_app_list(request, app_label), key=lambda room: floors.index(room["app_label"]))


def navigation(request: HttpRequest) -> list[dict]:
    """The sidebar: the tables this user may see, room by room."""
    return [
        {
            "title": room["name"],
            "separator": True,
            "items": [
                {
                    "title": table["name"],
                    "icon": getattr(site.get_model_admin(table["model"]), "icon", "table_rows"),
                    "link": table["admin_url"],
                }
                for table in room["models"]
            ],
        }
        for room in site.get_app_list(request)
    ]


class FastPaginator(Paginator):
    """Pages of a table of millions without counting it.

    A whole table has as many rows as PostgreSQL believes, anything else is counted to MOST_COUNTED. Nobody leafs
    through more than MOST_PAGES: the last page of a million rows costs as much as all of them. One searches instead.
    """

    MOST_COUNTED = 10_000
    MOST_PAGES = 200

    @cached_property
    def count(self):
        rows = self.object_list
        query = rows.query
        if not (query.where or query.distinct or query.combinator):
            believed = self._believed(rows.model._meta.db_table)
            if believed > self.MOST_COUNTED:
                return believed
        return rows.order_by().values("pk")[: self.MOST_COUNTED].count()

    @cached_property
    def num_pages(self):
        return min(super().num_pages, self.MOST_PAGES)

    @staticmethod
    def _believed(table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(%s)", [f'"{table}"'])
            row = cursor.fetchone()
        return row[0] if row else 0


class Readable:
    """Seen and not changed. Who may see it is for the room above to say."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_module_permission(self, request):
        return self.has_view_permission(request)


class ReadableInline(Readable, TabularInline):
    """Rows of another table under the one they hang on."""

    extra = 0
    show_change_link = True


class FastAdmin(Readable, ModelAdmin):
    """A table that is browsed a page at a time in an order it has an index for, and searched by what is indexed.

    `search_through` is the way to the rows whose QuerySet has `search`: "" for the table itself, "person" for rows that
    hang on one. None leaves Django's search by `search_fields`, which is for small tables.
    """

    paginator = FastPaginator
    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    sortable_by = ()
    actions = None
    compressed_fields = False
    search_through: str | None = None
    icon = "table_rows"

    def get_search_fields(self, request):
        # Django shows the box only when there are some; which ones does not matter to `search_through`.
        return self.search_fields or (("pk",) if self.search_through is not None else ())

    def get_search_results(self, request, queryset, search_term):
        if self.search_through is None:
            return super().get_search_results(request, queryset, search_term)
        if not tidy(search_term):
            return queryset, False
        if not self.search_through:
            return queryset.search(search_term, request.membership), False
        searched, many = self.model, False
        for step in self.search_through.split("__"):
            field = searched._meta.get_field(step)
            searched, many = field.related_model, many or bool(field.one_to_many)
        found = searched.objects.search(search_term, request.membership).values("pk")
        return queryset.filter(**{f"{self.search_through}__in": found}), many

    def act(
        self,
        request: HttpRequest,
        object_id: str,
        *,
        title: str,
        action: Callable,
        done: str,
        form_class: type[forms.Form] = forms.Form,
        as_member: bool = True,
        **form_arguments,
    ) -> HttpResponse:
        """A page that asks for what an action needs, calls it and says what came of it.

        `action` gets the row, the membership that acts (unless not `as_member`) and the form's data by name. A row out
        of sight is not found; who acts for no organisation is told so.
        """
        row = self.get_object(request, unquote(object_id))
        refusal = self.refusal(request, row, object_id, as_member=as_member)
        if refusal:
            return refusal
        form = dressed(form_class(request.POST if request.method == "POST" else None, **form_arguments))
        if request.method == "POST" and form.is_valid():
            by = [request.membership] if as_member else []
            if called(action, form, row, *by):
                messages.success(request, done)
                return redirect(self._page_of(row))
        return self.form_page(request, title=title, form=form, row=row)

    def refusal(self, request, row, object_id: str, *, as_member: bool = True) -> HttpResponse | None:
        """The answer to who may not act on this row at all, or None."""
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if as_member and request.membership is None:
            messages.error(request, _("You act for no organisation today, so nothing was done."))
            return redirect(self._page_of(row))
        return None

    def form_page(self, request, *, title, form, row=None, method="post") -> HttpResponse:
        """The page of a form, in the frame of the administration."""
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": row,
            "title": title,
            "subtitle": str(row) if row is not None else None,
            "form": form,
            "method": method,
            "back": self._page_of(row),
        }
        return TemplateResponse(request, "casework_admin/form.html", context)

    def _page_of(self, row) -> str:
        table = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{table}_changelist") if row is None else reverse(f"{table}_change", args=[row.pk])


def called(action: Callable, form: forms.Form, *arguments) -> bool:
    """Whether the action did it with the form's data; if not, the form says why."""
    try:
        action(*arguments, **form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
    except Conflict as error:
        form.add_error(None, error.message)
    except PermissionDenied as error:
        form.add_error(None, str(error) or _("You may not do this."))
    except ObjectDoesNotExist:
        form.add_error(None, _("This is not there any more, or you may not see it."))
    return form.is_valid()


def put_errors(form: forms.Form, error: ValidationError) -> None:
    """Each error beside its field, or above the form when it has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def dressed(form: forms.Form) -> forms.Form:
    """The form in the look of the administration, with the browser's own calendar."""
    for field in form.fields.values():
        field.label = capfirst(field.label)
        classes = SELECT_CLASSES if isinstance(field, forms.ChoiceField) else INPUT_CLASSES
        field.widget.attrs["class"] = " ".join(classes)
        if isinstance(field, forms.DateTimeField):
            field.widget.input_type, field.widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
        elif isinstance(field, forms.DateField):
            field.widget.input_type, field.widget.format = "date", "%Y-%m-%d"
    return form
