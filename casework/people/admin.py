"""People as they are stored. Looked at here, changed by the actions of this room only."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from casework.access.admin import PolicyAdmin, PolicyInline, ReferenceAdmin
from casework.access.policy import COMPARTMENT, Section, sections_read
from casework.people import actions
from casework.people.models import (
    AccessRequest,
    Consent,
    ConsentText,
    ContactAttempt,
    ContactPoint,
    DataRequest,
    Duplicate,
    Event,
    Household,
    HouseholdStay,
    IdentityDocument,
    MatchModel,
    Merge,
    Person,
    PersonAccess,
    ProtectionNote,
    SpecificNeed,
)


class DocumentInline(PolicyInline):
    model = IdentityDocument
    section = Section.DOCUMENTS
    fields = ["kind", "number", "country", "issued_on", "expires_on", "evidence", "verified_at"]


class ContactInline(PolicyInline):
    model = ContactPoint
    section = Section.CONTACT
    fields = ["kind", "value", "owner", "owner_words", "state", "verified_at", "lost_at"]


class AccessInline(PolicyInline):
    model = PersonAccess
    section = Section.CONSENTS
    fields = ["organisation", "reason", "consent", "legal_reason", "since", "until"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation", "consent")


@admin.register(Person)
class PersonAdmin(PolicyAdmin):
    icon = "person"
    section = Section.IDENTITY
    search_through = ""
    search_help_text = _("A document or phone number, an e-mail address, or parts of the name.")
    list_display = ["full_name", "sex", "birth_date", "nationality", "canton"]
    list_select_related = ["canton__parent"]
    ordering = ["name_key", "id"]
    fields = [
        *sorted(actions.PERSON_FIELDS),
        "household",
        "relationship",
        "household_since",
        "principal_applicant",
        "died_on",
        "death_known_by",
        "death_told_by",
        "created_at",
        "updated_at",
    ]
    inlines = [DocumentInline, ContactInline, AccessInline]

    @admin.display(description=_("name"))
    def full_name(self, person):
        return person.full_name


class MemberInline(PolicyInline):
    model = Person
    section = Section.HOUSEHOLD
    fields = ["given_names", "family_names", "relationship", "household_since", "principal_applicant", "birth_date"]


@admin.register(Household)
class HouseholdAdmin(PolicyAdmin):
    icon = "family_restroom"
    section = Section.HOUSEHOLD
    search_through = "members"
    list_display = ["__str__", "canton", "address"]
    list_select_related = ["canton__parent"]
    ordering = ["id"]
    fields = ["canton", "address", "created_at"]
    inlines = [MemberInline]


@admin.register(Merge)
class MergeAdmin(PolicyAdmin):
    """Which records became one. Undone where it is shown, on the case page."""

    icon = "merge"
    section = Section.IDENTITY
    search_through = "kept"
    list_display = ["kept", "reason", "by_user", "organisation", "created_at", "undone_at"]
    list_select_related = ["kept", "by_user", "organisation"]
    ordering = ["id"]
    fields = ["kept", "reason", "by_user", "organisation", "created_at", "undone_at", "undone_by"]


class OfPersonAdmin(PolicyAdmin):
    """Rows that hang on a person, found by who she is."""

    search_through = "person"
    list_select_related = ["person"]
    ordering = ["id"]


@admin.register(Duplicate)
class DuplicateAdmin(PolicyAdmin):
    """Pairs of people who may be one. They are decided in the queue, where both stand side by side."""

    icon = "group"
    section = Section.IDENTITY
    ordering = ["-probability", "id"]
    list_display = ["one", "other", "kind", "probability", "identical", "state", "decided_at"]
    list_select_related = ["one", "other"]
    list_filter = ["kind", "state", "identical"]
    fields = [
        "one", "other", "kind", "probability", "identical", "found_at", "state", "reason", "remark", "decided_at",
        "decided_by", "decided_for",
    ]  # fmt: skip


@admin.register(HouseholdStay)
class StayAdmin(OfPersonAdmin):
    """Where somebody lived before."""

    icon = "move_location"
    section = Section.HOUSEHOLD
    list_display = ["person", "household", "relationship", "joined_on", "left_on", "why"]
    list_select_related = ["person", "household"]
    list_filter = ["why"]
    fields = ["person", "household", "relationship", "joined_on", "left_on", "why", "created_at"]


@admin.register(IdentityDocument)
class DocumentAdmin(OfPersonAdmin):
    icon = "id_card"
    section = Section.DOCUMENTS
    list_display = ["number", "kind", "person", "issued_on", "expires_on", "evidence"]
    list_filter = ["kind"]
    fields = [
        "person", "kind", "number", "country", "issued_on", "expires_on", "evidence", "verified_at", "verified_by",
        "verified_organisation", "created_at", "updated_at",
    ]  # fmt: skip


@admin.register(MatchModel)
class MatchModelAdmin(ReferenceAdmin):
    """Models are learned (`manage.py train_matching`), not written."""

    icon = "model_training"
    list_display = ["number", "people", "sample", "created_at"]
    fields = ["number", "people", "sample", "created_at", "data"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(ContactAttempt)
class AttemptAdmin(OfPersonAdmin):
    icon = "phone_in_talk"
    section = Section.NOTES
    list_display = ["person", "way", "result", "at", "organisation"]
    list_select_related = ["person", "organisation"]
    list_filter = ["way", "result"]
    fields = ["person", "contact", "way", "result", "at", "remark", "by_user", "organisation"]


class StateForm(forms.Form):
    state = forms.ChoiceField(
        label=_("state"), choices=[c for c in ContactPoint.State.choices if c[0] != ContactPoint.State.UNVERIFIED]
    )


@admin.register(ContactPoint)
class ContactAdmin(OfPersonAdmin):
    icon = "call"
    section = Section.CONTACT
    list_display = ["value", "kind", "person", "owner", "state", "verified_at"]
    list_filter = ["kind", "state"]
    fields = [
        "person", "kind", "value", "owner", "owner_words", "state", "verified_at", "verified_by",
        "verified_organisation", "lost_at", "recovery", "recovery_on", "created_at",
    ]  # fmt: skip
    actions_detail = ["mark"]

    @action(description=_("Mark as reachable or lost"), url_path="mark")
    def mark(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Mark as reachable or lost"),
            form_class=StateForm,
            action=lambda contact, by, state: actions.mark_contact(contact=contact, by=by, state=state),
            done=gettext("The contact was marked."),
        )


class CompartmentAdmin(OfPersonAdmin):
    """Tables of the protection compartment: the policy holds for superusers, too."""

    sections: frozenset[Section]

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff and bool(self.sections & sections_read(request.membership))

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.membership)


@admin.register(ProtectionNote)
class ProtectionNoteAdmin(CompartmentAdmin):
    icon = "shield_person"
    section = Section.PROTECTION
    sections = frozenset(ProtectionNote.SECTION_OF.values())
    list_display = ["created_at", "kind", "person", "author", "organisation"]
    list_select_related = ["person", "author", "organisation"]
    list_filter = ["kind"]
    ordering = ["-created_at"]
    fields = ["person", "kind", "text", "author", "organisation", "created_at"]


@admin.register(SpecificNeed)
class NeedAdmin(CompartmentAdmin):
    sections = frozenset({Section.NEEDS})
    icon = "accessible"
    section = Section.NEEDS
    list_display = ["kind", "percent", "person"]
    fields = ["person", "kind", "percent", "detail", "created_at"]


@admin.register(PersonAccess)
class AccessAdmin(OfPersonAdmin):
    """Why an organisation may see a person."""

    icon = "visibility"
    section = Section.CONSENTS
    list_display = ["person", "organisation", "reason", "ground", "since", "until"]
    list_select_related = ["person", "organisation", "consent"]
    list_filter = ["reason", "legal_reason"]
    fields = [
        "person",
        "organisation",
        "membership",
        "reason",
        "sections",
        "consent",
        "legal_reason",
        "explanation",
        "opened_by",
        "since",
        "until",
        "acknowledged_by",
        "acknowledged_at",
    ]

    @admin.display(description=_("ground"))
    def ground(self, access):
        return access.consent or access.get_legal_reason_display() or None


@admin.register(AccessRequest)
class AccessRequestAdmin(OfPersonAdmin):
    """What other organisations ask; answered on the pages, where the ground is asked for."""

    icon = "key"
    section = Section.CONSENTS
    list_display = ["asked_at", "organisation", "person", "state", "asked_of", "answered_at"]
    list_select_related = ["person", "organisation", "asked_of"]
    list_filter = ["state"]
    fields = [
        "person", "organisation", "asked_by", "asked_at", "asked_of", "why", "state", "answer", "answered_by",
        "answered_at",
    ]  # fmt: skip


@admin.register(Consent)
class ConsentAdmin(OfPersonAdmin):
    icon = "handshake"
    section = Section.CONSENTS
    list_display = ["person", "purpose", "recipient_kind", "given_on", "how", "withdrawn_on"]
    list_filter = ["purpose", "recipient_kind"]
    fields = [
        "person",
        "purpose",
        "recipient_kind",
        "text",
        "given_on",
        "given_by",
        "how",
        "recorded_by",
        "organisation",
        "withdrawn_on",
        "withdrawn_how",
        "withdrawn_recorded_by",
    ]


@admin.register(ConsentText)
class ConsentTextAdmin(ReferenceAdmin):
    """What people agreed to stays as it was read to them: new words are a new version."""

    icon = "menu_book"
    list_display = ["purpose", "version", "since"]
    list_filter = ["purpose"]
    fields = ["purpose", "version", "since", "spanish", "english"]

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(DataRequest)
class DataRequestAdmin(OfPersonAdmin):
    """What people asked about their data; answered on the pages, where it is explained."""

    icon = "policy"
    section = Section.CONSENTS
    list_display = ["kind", "person", "status", "received_on", "due_on", "organisation", "answered_on"]
    list_select_related = ["person", "organisation"]
    list_filter = ["status", "kind"]
    fields = [
        "person", "kind", "status", "details", "received_on", "due_on", "organisation", "recorded_by", "answer",
        "answered_on", "answered_by",
    ]  # fmt: skip


@admin.register(Event)
class EventAdmin(OfPersonAdmin):
    """The timeline as it is stored: of each event only what its section lets the one who asks read."""

    icon = "history"
    section = Section.IDENTITY
    list_display = ["at", "kind", "person", "section", "by_user", "by_organisation"]
    list_select_related = ["person", "by_user", "by_organisation"]
    ordering = ["-id"]
    fields = ["person", "at", "kind", "section", "facts", "by_user", "by_organisation"]

    def get_queryset(self, request):
        events = super().get_queryset(request)
        mine = sections_read(request.membership)
        if request.user.is_superuser or request.membership is None:
            return events.exclude(section__in=COMPARTMENT - mine)
        return events.filter(section__in=mine)
