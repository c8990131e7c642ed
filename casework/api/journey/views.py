"""/cases/ and what hangs on a case, but for its stages: blockers, notes, files and the timeline."""

import re
from collections.abc import Iterable
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.access.policy import Kind, Right, Section
from casework.access.scopes import Scope
from casework.api import examples
from casework.api.journey import filters
from casework.api.journey import serializers as s
from casework.api.people.registering import register_once
from casework.api.permissions import require_scope
from casework.api.resource import Resource, operation
from casework.journey import actions
from casework.journey.anyway import register_anyway
from casework.journey.models import Blocker, Case, Note
from casework.journey.timeline import timeline
from casework.people.models import Event, Person
from casework.people.queries import require_open

SEEN_AT = re.compile("updated_at|moved_at")
READ = {"scope": Scope.CASES_READ, "rights": [Right.READ], "section": Section.JOURNEY}
WRITE = {"scope": Scope.CASES_WRITE, "section": Section.JOURNEY}


class CaseResource(Resource):
    tag = "cases"
    model = Case
    orderings = {
        "-updated_at": ("-updated_at", "-id"),
        "updated_at": ("updated_at", "id"),
        "-moved_at": ("-moved_at", "id"),
    }
    filterset_class = filters.CaseFilter

    def visible(self) -> QuerySet:
        return Case.objects.visible_to(self.by).with_line(self.by).with_seen_at(self.by)

    def ordering_of(self, request) -> list[str]:
        """Order a ministry's list by what it sees of the cases' changes."""
        order = super().ordering_of(request)
        if self.by.organisation.kind != Kind.MINISTRY:
            return order
        return [SEEN_AT.sub("seen_at", name) for name in order]

    def parts_of(self, queryset: QuerySet) -> Iterable[QuerySet]:
        """Walk from what changed last, of which a ministry sees much; what is filtered, or old, is sorted."""
        if self.is_whole and self.ordering_of(self.request)[0] == "-seen_at":
            return Case.objects.each_visible_to(self.by).parts_in_order_of_sight(self.by)
        return [queryset]

    def one(self) -> Case:
        return self.visible().get(pk=self.kwargs["case_id"])


class Cases(CaseResource):
    @operation("cases_list", _("Cases, those that changed last first"), gives=s.CaseOut, many=True, **READ)
    def get(self, request):
        return self.page(self.visible())

    @operation(
        "cases_open",
        _("Open a case"),
        rights=[Right.REGISTER],
        takes=s.CaseIn,
        gives=s.CaseOut,
        status=201,
        description=_("With a new person's data she is registered as well; a token needs people:write for that."),
        examples=[examples.CASE_NEW, examples.CASE_KNOWN],
        **WRITE,
    )
    def post(self, request):
        if isinstance(request.data, dict) and isinstance(request.data.get("person"), dict):
            require_scope(request, Scope.PEOPLE_WRITE)
        fields = self.body()
        person = fields.pop("person")
        if "pathway" in fields:
            fields["pathway"] = fields["pathway"].code
        if isinstance(person, Person):
            return self._created(actions.open_case(person=person, by=self.by, **fields))

        def register(_draft, person):
            return actions.register(by=self.by, **fields, **person)

        anyway = partial(register_anyway, **fields)
        return register_once(self, person, register, anyway, self._created, where=("person",))

    def _created(self, case: Case):
        return self.created(self.visible().get(pk=case.pk), reverse("api:case", args=[case.pk]))


class CaseDetail(CaseResource):
    @operation("cases_read", _("A case"), gives=s.CaseOut, **READ)
    def get(self, request, case_id):
        return self.detail(self.one())


class CaseClose(CaseResource):
    @operation("cases_close", _("Close a case"), rights=[Right.KEEP_CASES], takes=s.CloseIn, gives=s.CaseOut, **WRITE)
    def post(self, request, case_id):
        actions.close_case(case=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class CaseReopen(CaseResource):
    @operation("cases_reopen", _("Reopen a case"), rights=[Right.KEEP_CASES], gives=s.CaseOut, **WRITE)
    def post(self, request, case_id):
        actions.reopen_case(case=self.one(), by=self.by)
        return self.detail(self.one())


class CaseAssign(CaseResource):
    @operation(
        "cases_assign",
        _("Give a case to a caseworker"),
        rights=[Right.KEEP_CASES],
        takes=s.AssignIn,
        gives=s.CaseOut,
        description=_("Of the organisation that keeps the case. Anybody may take one that is nobody's herself."),
        **WRITE,
    )
    def post(self, request, case_id):
        actions.assign(case=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class OnCase(Resource):
    """What hangs on a case."""

    tag = "cases"

    def case(self) -> Case:
        case = Case.objects.visible_to(self.by).select_related("person").get(pk=self.kwargs["case_id"])
        if self.current.section:
            require_open(case.person, self.by, self.current.section)
        return case

    def visible(self) -> QuerySet:
        return self.model.objects.visible_to(self.by).filter(case=self.case()).select_related("case")


READ_BLOCKERS = {"scope": Scope.CASES_READ, "rights": [Right.READ], "section": Section.BLOCKERS}
WRITE_BLOCKERS = {"scope": Scope.CASES_WRITE, "section": Section.BLOCKERS, "writes": True}


class Blockers(OnCase):
    model = Blocker
    ordering = ("since", "created_at", "id")
    filterset_class = filters.BlockerFilter

    @operation("blockers_list", _("What blocks or blocked a case"), gives=s.BlockerOut, many=True, **READ_BLOCKERS)
    def get(self, request, case_id):
        return self.page(self.visible())

    @operation(
        "blockers_open",
        _("Record what blocks a case"),
        takes=s.BlockerIn,
        gives=s.BlockerOut,
        status=201,
        examples=[examples.BLOCKER],
        **WRITE_BLOCKERS,
    )
    def post(self, request, case_id):
        blocker = actions.open_blocker(case=self.case(), by=self.by, **self.body())
        return self.created(blocker, reverse("api:blocker", args=[case_id, blocker.pk]))


class BlockerDetail(OnCase):
    model = Blocker

    @operation("blockers_read", _("A blocker"), gives=s.BlockerOut, **READ_BLOCKERS)
    def get(self, request, case_id, blocker_id):
        return self.detail(self.visible().get(pk=blocker_id))


class BlockerResolve(OnCase):
    model = Blocker

    @operation(
        "blockers_resolve",
        _("Say how a blocker was resolved"),
        takes=s.ResolveIn,
        gives=s.BlockerOut,
        **WRITE_BLOCKERS,
    )
    def post(self, request, case_id, blocker_id):
        blocker = self.visible().get(pk=blocker_id)
        return self.detail(actions.resolve_blocker(blocker=blocker, by=self.by, **self.body()))


READ_NOTES = {"scope": Scope.CASES_READ, "rights": [Right.READ], "section": Section.NOTES}


class NotesResource(OnCase):
    model = Note

    def visible(self) -> QuerySet:
        return super().visible().select_related("case", "author", "organisation")


class Notes(NotesResource):
    @operation("notes_list", _("Notes, the newest first"), gives=s.NoteOut, many=True, **READ_NOTES)
    def get(self, request, case_id):
        return self.page(self.visible())

    @operation(
        "notes_add",
        _("Write a note"),
        scope=Scope.CASES_WRITE,
        writes=True,
        section=Section.NOTES,
        takes=s.NoteIn,
        gives=s.NoteOut,
        status=201,
        description=_("Notes are never changed: a correction is another note."),
    )
    def post(self, request, case_id):
        note = actions.add_note(case=self.case(), by=self.by, **self.body())
        return self.created(note, reverse("api:note", args=[case_id, note.pk]))


class NoteDetail(NotesResource):
    @operation("notes_read", _("A note"), gives=s.NoteOut, **READ_NOTES)
    def get(self, request, case_id, note_id):
        return self.detail(self.visible().get(pk=note_id))


class Events(OnCase):
    model = Event
    ordering = ("-at", "-id")
    filterset_class = filters.EventFilter

    def visible(self) -> QuerySet:
        return timeline(self.case(), self.by)

    @operation(
        "events_list",
        _("The timeline of a case, the newest first"),
        gives=s.EventOut,
        many=True,
        description=_("Only events of the sections your role reads."),
        **READ,
    )
    def get(self, request, case_id):
        return self.page(self.visible())
