"""What a token may be used for. A scope only narrows: what is done with it is held to the client's role as well."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    PROGRAMMES_READ = "programmes:read"
    PROGRAMMES_WRITE = "programmes:write"
    FOLLOWUPS_READ = "followups:read"
    FOLLOWUPS_WRITE = "followups:write"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"
    DUPLICATES_READ = "duplicates:read"
    DUPLICATES_WRITE = "duplicates:write"
    REFERENCE_READ = "reference:read"


SCOPES = {
    Scope.PEOPLE_READ.value: _("Read people, households, documents and contacts"),
    Scope.PEOPLE_WRITE.value: _("Register people and change their data"),
    Scope.CASES_READ.value: _("Read cases, their journey, blockers, notes, files and timeline"),
    Scope.CASES_WRITE.value: _("Open cases and take them through the journey"),
    Scope.PROGRAMMES_READ.value: _("Read trainings, awards and instalments"),
    Scope.PROGRAMMES_WRITE.value: _("Record instalments as paid"),
    Scope.FOLLOWUPS_READ.value: _("Read tasks, attempts to reach people, and messages"),
    Scope.FOLLOWUPS_WRITE.value: _("Write tasks, say what came of them, and record attempts"),
    Scope.IMPORTS_READ.value: _("Read imports of sheets and their rows"),
    Scope.IMPORTS_WRITE.value: _("Send sheets, decide about their rows and import them"),
    Scope.DUPLICATES_READ.value: _("Read pairs of people who may be one, and merges"),
    Scope.DUPLICATES_WRITE.value: _("Decide about pairs of people, merge them and take a merge back"),
    Scope.REFERENCE_READ.value: _("Read provinces, cantons, organisations, caseworkers and pathways"),
}
