"""Organisations, users, memberships and partner systems; and the two kinds of tables of the rooms above.

A PolicyAdmin shows what the policy lets the one who asks see, and changes nothing but through actions; a ReferenceAdmin
is filled in by IOM's administrators.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from casework.access import actions, api_clients, power, second_factor
from casework.access.models import ApiClient, LogEntry, Membership, Organisation, PowerProposal, User, a_year_on
from casework.access.policy import GIVEN_BY_TWO, Kind, Right, Role, Section, may, reads
from casework.access.power_admin import PowerProposalAdmin
from casework.access.scopes import SCOPES
from casework.base.admin import FastAdmin, Readable, ReadableInline, dressed, put_errors


def administers(request) -> bool:
    """Whether the one who asks may fill in the reference tables."""
    acting = request.membership
    return request.user.is_superuser or (acting is not None and acting.role == Role.ADMINISTRATOR)


class ByPolicy(Readable):
    """Rows within the row scope of the one who asks, of the section this table belongs to; also for superusers."""

    section: Section

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and reads(request.membership, self.section)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.membership)


class PolicyAdmin(ByPolicy, FastAdmin):
    """A table about people."""


class PolicyInline(ByPolicy, ReadableInline):
    """Rows about people, under the one they hang on."""


class ReferenceAdmin(FastAdmin):
    """A table that IOM's staff reads and its administrators fill in. Nothing is deleted: it is switched off or ends."""

    def has_view_permission(self, request, obj=None):
        acting = request.membership
        of_iom = acting is not None and acting.organisation.kind == Kind.IOM
        return request.user.is_staff and (request.user.is_superuser or of_iom)

    def has_add_permission(self, request):
        return self.has_view_permission(request) and administers(request)

    def has_change_permission(self, request, obj=None):
        return self.has_view_permission(request, obj) and administers(request)


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    icon = "domain"
    list_display = ["short_name", "name", "kind", "duty", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["short_name", "name"]
    fields = ["short_name", "name", "kind", "duty", "is_active"]

    def get_readonly_fields(self, request, obj=None):
        # Roles and views were given by these.
        return ["kind", "duty"] if obj else []


class NewUserForm(UserCreationForm):
    """A user with her first password."""

    usable_password = None

    class Meta:
        model = User
        fields = ("email", "full_name", "language")

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class UserForm(UserChangeForm):
    """A user whose password is seen by nobody."""

    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class MembershipInline(ReadableInline):
    model = Membership
    fields = ["organisation", "role", "since", "until"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "organisation")


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ReferenceAdmin):
    """Users are switched off, not deleted: what they did stays theirs. Only superusers touch superusers and staff."""

    icon = "person_shield"
    form = UserForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["full_name", "email", "language", "is_active", "is_staff", "is_service"]
    list_filter = ["is_active", "is_staff", "is_service"]
    search_fields = ["full_name", "email"]
    ordering = ["full_name", "id"]
    filter_horizontal = ()
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["email", "full_name", "language", "password", "is_active"]}),
        (_("Administration"), {"fields": ["is_staff", "is_superuser", "is_service", "last_login", "created_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "full_name", "language", "password1", "password2"]})]
    actions_detail = ["reset_second_factor"]

    def has_change_permission(self, request, obj=None):
        above = obj is not None and (obj.is_superuser or obj.is_staff) and obj != request.user
        return super().has_change_permission(request, obj) and (request.user.is_superuser or not above)

    def get_readonly_fields(self, request, obj=None):
        fixed = ["is_service", "last_login", "created_at"]
        if obj and power.holds_power(obj):
            # A link for a new password goes there.
            fixed.append("email")
        return fixed if request.user.is_superuser else [*fixed, "is_staff", "is_superuser"]

    def user_change_password(self, request, id, form_url=""):
        """Set a password, but of those who hold a role that two give: their own page leads to a proposal."""
        user = self.get_object(request, unquote(id))
        if user is not None and power.holds_power(user):
            raise PermissionDenied(_("This user's password is reset by two: propose it under “Changes of powers”."))
        return super().user_change_password(request, id, form_url)

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def has_reset_permission(self, request, object_id=None):
        """Whoever may change this user, unless it takes two: an administrator does not unlock a superuser's account."""
        user = self.get_object(request, object_id) if object_id else None
        return self.has_change_permission(request, user) and not (user and power.holds_power(user))

    @action(description=_("Reset the second step"), url_path="second-step", permissions=["reset"])
    def reset_second_factor(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Reset the second step"),
            action=lambda user: second_factor.reset_second_factor(user=user),
            done=gettext("The second step is reset, and all sessions of this user have ended."),
            as_member=False,
        )


class MembershipForm(forms.ModelForm):
    """A territory is IOM's alone, and made of provinces."""

    def clean(self):
        data = super().clean()
        if self.instance._state.adding and data.get("role") in GIVEN_BY_TWO:
            sentence = _("This role is given by two: propose it under “Changes of powers”.")
            raise ValidationError({"role": ValidationError(sentence, code="given_by_two")})
        organisation = data.get("organisation") or (self.instance.organisation if self.instance.pk else None)
        if organisation:
            actions.check_territory(organisation, data.get("territory", ()))
        return data


@admin.register(Membership)
class MembershipAdmin(ReferenceAdmin):
    icon = "badge"
    form = MembershipForm
    list_display = ["user", "organisation", "role", "since", "until"]
    list_select_related = ["user", "organisation"]
    list_filter = ["role", "organisation"]
    search_fields = ["user__full_name", "user__email"]
    ordering = ["user__full_name", "id"]
    autocomplete_fields = ["user", "organisation", "territory"]
    fields = ["user", "organisation", "role", "territory", "since", "until"]
    actions_detail = ["end"]

    def get_readonly_fields(self, request, obj=None):
        # Another role is another membership, so that what was done in this one stays explained. A role that two give is
        # not prolonged by one.
        if obj and obj.role in GIVEN_BY_TWO:
            return ["user", "organisation", "role", "since", "until"]
        return ["user", "organisation", "role"] if obj else []

    @action(description=_("End the membership now"), url_path="end", permissions=["change"])
    def end(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("End the membership now"),
            action=lambda membership: actions.end_membership(membership=membership),
            done=gettext("The membership has ended."),
            as_member=False,
        )


admin.site.register(PowerProposal, PowerProposalAdmin)


@admin.register(LogEntry)
class LogEntryAdmin(FastAdmin):
    """The log as it is stored, for those who may read it. Nobody writes in it."""

    icon = "receipt_long"
    list_display = ["at", "kind", "door", "place", "user_id", "organisation_id"]
    list_filter = ["kind", "door"]
    ordering = ["-at", "id"]
    fields = [
        "at",
        "kind",
        "door",
        "place",
        "user_id",
        "membership_id",
        "organisation_id",
        "persons",
        "owners",
        "facts",
    ]

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff and may(request.membership, Right.READ_LOG)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.membership)


class LimitsForm(forms.Form):
    """What a partner system may ask for, until when and how often."""

    scopes = forms.MultipleChoiceField(label=_("scopes"), choices=list(SCOPES.items()))
    expires_on = forms.DateField(label=_("last day"))
    rate_per_minute = forms.IntegerField(label=_("requests a minute"), initial=api_clients.RATE)


class NewClientForm(LimitsForm):
    organisation = forms.ModelChoiceField(Organisation.objects.active(), label=_("organisation"))
    name = forms.CharField(label=_("name of the system"), max_length=100)
    role = forms.ChoiceField(
        label=_("role"),
        choices=[("", _("the usual one")), *((role.value, role.label) for role in api_clients.service_roles())],
        required=False,
        help_text=_("Of this kind of organisation: manager, officer of the ministry, or coordinator of IOM."),
    )
    field_order = ["organisation", "name", "role"]

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["scopes"].required = False
        self.fields["scopes"].help_text = _("None chosen: those that this kind of organisation needs.")
        self.fields["expires_on"].initial = a_year_on


class RotateForm(forms.Form):
    overlap_days = forms.IntegerField(
        label=_("days the secret before goes on working"),
        initial=api_clients.OVERLAP_DAYS,
        min_value=0,
        max_value=api_clients.MOST_OVERLAP_DAYS,
        help_text=_("0 when it may have been stolen: then it and the tokens it gave end now."),
    )


class ApiClientAdmin(ReferenceAdmin):
    """Partner systems. Their secret is shown once, on the page that makes it, and stored nowhere that can be read."""

    icon = "key"
    list_display = ["name", "organisation", "client_id", "is_working", "expires_on", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["name", "client_id"]
    ordering = ["name", "id"]
    fields = [
        "name",
        "client_id",
        "user",
        "is_working",
        "what_for",
        "expires_on",
        "rate_per_minute",
        "last_used_at",
        "tokens_alive",
        "previous_secret_until",
        "created",
    ]
    actions_list = ["create"]
    actions_detail = ["rotate", "limit", "revoke"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_administer_permission(self, request, object_id=None):
        return self.has_view_permission(request) and administers(request)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("user__memberships__organisation")

    @admin.display(description=_("organisation"))
    def organisation(self, client):
        return ", ".join(membership.organisation.short_name for membership in client.user.memberships.all())

    @admin.display(description=_("works"), boolean=True)
    def is_working(self, client):
        return client.works()

    @admin.display(description=_("scopes"))
    def what_for(self, client):
        return ", ".join(client.scopes)

    @admin.display(description=_("tokens alive"))
    def tokens_alive(self, client):
        return client.accesstoken_set.filter(expires__gt=timezone.now()).count()

    @action(description=_("Make a new one"), url_path="new", permissions=["administer"])
    def create(self, request):
        form = dressed(NewClientForm(request.POST if request.method == "POST" else None))
        title = gettext("Make an API client")
        if form.is_valid():
            try:
                client, secret = api_clients.create_api_client(**form.cleaned_data)
            except ValidationError as error:
                put_errors(form, error)
            else:
                self._show(request, client, secret)
                form = dressed(NewClientForm())
        return self.form_page(request, title=title, form=form)

    @action(description=_("New secret"), url_path="rotate", permissions=["administer"])
    def rotate(self, request, object_id):
        client = self.get_object(request, object_id)
        refusal = self.refusal(request, client, object_id, as_member=False)
        if refusal:
            return refusal
        form = dressed(RotateForm(request.POST if request.method == "POST" else None))
        if form.is_valid():
            secret = api_clients.rotate_api_client_secret(client=client, **form.cleaned_data)
            self._show(request, client, secret)
            form = dressed(RotateForm())
        return self.form_page(request, title=gettext("New secret"), form=form, row=client)

    def _show(self, request, client: ApiClient, secret: str) -> None:
        """In this very answer, so the secret never waits in a cookie or a session for the next one."""
        sentence = gettext("Client %(id)s has the secret %(secret)s. Keep it now: it is never shown again.")
        messages.success(request, sentence % {"id": client.client_id, "secret": secret})

    @action(description=_("Change the limits"), url_path="limit", permissions=["administer"])
    def limit(self, request, object_id):
        client = self.get_object(request, object_id)
        now = {name: getattr(client, name) for name in LimitsForm.base_fields} if client else {}
        return self.act(
            request,
            object_id,
            title=gettext("Change the limits"),
            action=lambda client, **limits: api_clients.change_api_client(client=client, **limits),
            done=gettext("The limits hold from now on."),
            as_member=False,
            form_class=LimitsForm,
            initial=now,
        )

    @action(description=_("Revoke"), url_path="revoke", permissions=["administer"])
    def revoke(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Revoke"),
            action=lambda client: api_clients.revoke_api_client(client=client),
            done=gettext("The system can sign in no more."),
            as_member=False,
        )
