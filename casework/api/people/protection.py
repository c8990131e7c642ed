"""/people/{id}/protection-notes/: what only some read, and more may report."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from casework.access.policy import Right, Section, reads, writes
from casework.access.scopes import Scope
from casework.api.people.views import OnPerson
from casework.api.resource import operation
from casework.api.serializers import ModelIn, Out, PlainOut
from casework.people.models import Person, ProtectionNote
from casework.people.protection import REPORTED, add_protection_note, report_to_protection
from casework.people.queries import open_sections

PARTS = frozenset(ProtectionNote.SECTION_OF.values())


class ProtectionNoteOut(Out):
    by = serializers.CharField(source="author.full_name", help_text=_("Who wrote it."))
    organisation = serializers.CharField(source="organisation.short_name")

    class Meta:
        model = ProtectionNote
        fields = ["id", "kind", "text", "by", "organisation", "created_at"]


class ProtectionNoteIn(ModelIn):
    class Meta:
        model = ProtectionNote
        fields = ["kind", "text"]


class ReceiptOut(PlainOut):
    """What one who may not read there is told."""

    kind = serializers.ChoiceField(choices=ProtectionNote.Kind.choices)
    read_by = serializers.CharField(help_text=_("A sentence: who reads it."))


class ProtectionNotes(OnPerson):
    model = ProtectionNote
    ordering = ("-created_at", "-id")

    def person(self) -> Person:
        return Person.objects.visible_to(self.by).get(pk=self.kwargs["person_id"])

    def visible(self):
        return super().visible().select_related("author", "organisation")

    @operation(
        "protection_notes_list",
        _("What protection knows of a person"),
        scope=Scope.PEOPLE_READ,
        rights=[Right.READ],
        gives=ProtectionNoteOut,
        many=True,
        description=_("Notes and PSEA reports for those who read protection, asylum facts for those who read asylum."),
    )
    def get(self, request, person_id):
        mine = {section for section in PARTS if reads(self.by, section)}
        if not mine:
            raise PermissionDenied(gettext("Your role does not read this part: protection."))
        if not mine & open_sections(self.person(), self.by):
            raise PermissionDenied(gettext("This part was not shared with you: protection."))
        return self.page(self.visible())

    @operation(
        "protection_notes_report",
        _("Report to protection"),
        scope=Scope.PEOPLE_WRITE,
        rights=[Right.REPORT_PROTECTION],
        takes=ProtectionNoteIn,
        gives=ReceiptOut,
        status=201,
        description=_("The answer says who will read it and does not give it back."),
    )
    def post(self, request, person_id):
        person, body = self.person(), self.body()
        of_asylum = body["kind"] not in REPORTED
        write = add_protection_note if of_asylum or writes(self.by, Section.PROTECTION) else report_to_protection
        write(person=person, by=self.by, **body)
        sentence = (
            gettext("Who reads asylum facts of this person.")
            if of_asylum
            else gettext("IOM's protection officers, and nobody else.")
        )
        return Response(self.represent({"kind": body["kind"], "read_by": sentence}), status=201)
