"""/people/{id}/merge/ and /merges/: two records of one person become one, and two again."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.access.policy import Right
from casework.access.scopes import Scope
from casework.api.merging import serializers as s
from casework.api.resource import Resource, operation
from casework.merging import actions
from casework.people.models import Merge, Person

MERGES = {"rights": [Right.MERGE_PEOPLE], "gives": s.MergeOut}


class MergeResource(Resource):
    tag = "people"
    model = Merge

    def visible(self) -> QuerySet:
        return Merge.objects.visible_to(self.by).select_related("organisation")

    def one(self) -> Merge:
        return self.visible().get(pk=self.kwargs["merge_id"])

    def people_of(self, rows) -> set[UUID]:
        return {merge.kept_id for merge in rows}


class PersonMerge(MergeResource):
    @operation(
        "people_merge",
        _("Merge another record of the same person into this one"),
        scope=Scope.DUPLICATES_WRITE,
        takes=s.MergeIn,
        status=201,
        description=_("What hangs on the other record goes over to this one. It can be undone."),
        **MERGES,
    )
    def post(self, request, person_id):
        kept, told = Person.objects.visible_to(self.by).get(pk=person_id), self.body()
        merge = actions.merge(kept=kept, gone=Person(pk=told.pop("other")), by=self.by, **told)
        return self.created(merge, reverse("api:merge", args=[merge.pk]))


class MergeDetail(MergeResource):
    @operation("merges_read", _("A merge of two records"), scope=Scope.DUPLICATES_READ, **MERGES)
    def get(self, request, merge_id):
        return self.detail(self.one())


class MergeUndo(MergeResource):
    @operation(
        "merges_undo",
        _("Undo a merge: two records again"),
        scope=Scope.DUPLICATES_WRITE,
        takes=s.MergeUndoIn,
        description=_("Every row goes back; what somebody changed since then stays, unless it is in `put_back`."),
        **MERGES,
    )
    def post(self, request, merge_id):
        actions.undo(merge=self.one(), by=self.by, **self.body())
        return self.detail(self.one())
