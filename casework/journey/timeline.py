"""The timeline in words: each kind of event as a sentence in the reader's language, from the codes it holds."""

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.models import Membership
from casework.access.policy import Kind, Section
from casework.base.days import written
from casework.base.standing import Standing
from casework.journey.models import Blocker, Case
from casework.journey.stages import STAGES, Status, stages_seen_by
from casework.people.consents import Ended
from casework.people.models import (
    Consent,
    ConsentText,
    ContactAttempt,
    ContactPoint,
    DataRequest,
    Duplicate,
    Event,
    HouseholdStay,
    IdentityDocument,
    Person,
    PersonAccess,
    ProtectionNote,
)
from casework.people.queries import open_sections

SENTENCES = {
    "person_registered": gettext_lazy("Registered"),
    "another_registered": gettext_lazy("Registered as another than somebody like her: %(not_the_same)s"),
    "person_changed": gettext_lazy("Data changed: %(fields)s"),
    "document_added": gettext_lazy("Document added: %(document)s"),
    "document_changed": gettext_lazy("Document corrected: %(document)s"),
    "contact_added": gettext_lazy("Contact added: %(contact)s"),
    "contact_marked": gettext_lazy("%(contact)s marked as %(state)s"),
    "contact_owner_corrected": gettext_lazy("%(contact)s is really: %(owner)s"),
    "contact_recovery": gettext_lazy("%(contact)s lost: %(recovery)s"),
    "contact_attempted": gettext_lazy("Contact attempt (%(way)s): %(result)s"),
    "contact_opted_out": gettext_lazy("Wants no more messages (%(contact)s)"),
    "contact_opted_in": gettext_lazy("Wants messages again (%(contact)s)"),
    "contact_unwanted_by_staff": gettext_lazy("Wants no more messages (%(contact)s): %(because)s"),
    "contact_wanted_by_staff": gettext_lazy("Wants messages again (%(contact)s): %(because)s"),
    "message_sent": gettext_lazy("Message sent (%(contact)s)"),
    "reply_received": gettext_lazy("Answered a message"),
    "need_added": gettext_lazy("Specific need recorded"),
    "protection_note_added": gettext_lazy("Recorded: %(protection)s"),
    "emergency_read": gettext_lazy("Emergency read"),
    "people_merged": gettext_lazy("Two records of this person became one"),
    "merge_undone": gettext_lazy("Two records that had become one are two again"),
    "death_recorded": gettext_lazy("Recorded that the person died on %(on)s (%(known_by)s)"),
    "death_taken_back": gettext_lazy("Taken back that the person died: %(because)s"),
    "household_joined": gettext_lazy("Joined a household as %(relationship)s"),
    "household_left": gettext_lazy("Left the household: %(leaving)s"),
    "household_headed": gettext_lazy("Became the head of the household"),
    "household_relationship": gettext_lazy("In the household now: %(relationship)s"),
    "household_applicant": gettext_lazy("Applies for the visa for the household"),
    "household_applicant_ended": gettext_lazy("Applies no more for the household"),
    "household_split": gettext_lazy("The household was split: %(leaving)s"),
    "households_joined": gettext_lazy("Two households became one: %(leaving)s"),
    "household_changed": gettext_lazy("The household's place changed"),
    "case_opened": gettext_lazy("Case %(code)s opened"),
    "case_assigned": gettext_lazy("Given to %(caseworker)s"),
    "case_closed": gettext_lazy("Case closed: %(reason)s"),
    "case_reopened": gettext_lazy("Case reopened"),
    "stage_moved": gettext_lazy("%(stage)s: %(after)s"),
    "moved_by_earlier_document": gettext_lazy("%(stage)s: %(after)s, by a document issued before this case was opened"),
    "blocker_opened": gettext_lazy("Blocked at %(stage)s: %(cause)s"),
    "blocker_resolved": gettext_lazy("No longer blocked at %(stage)s: %(cause)s"),
    "note_added": gettext_lazy("Note"),
    "file_attached": gettext_lazy("File attached"),
    "data_request_opened": gettext_lazy("Data request recorded: %(wish)s"),
    "data_request_answered": gettext_lazy("Data request answered: %(wish)s: %(outcome)s"),
    "use_restricted": gettext_lazy("The use of the data was restricted"),
    "restriction_lifted": gettext_lazy("The use of the data is free again: %(because)s"),
    "anonymised": gettext_lazy("Anonymised"),
    "duplicate_decided": gettext_lazy("Reviewed whether she is registered twice: %(decision)s"),
    "same_household_decided": gettext_lazy("Reviewed whether she lives with somebody else: %(decision)s"),
    "instalment_paid": gettext_lazy("Instalment %(number)s paid: %(amount)s USD"),
    "consent_given": gettext_lazy("Consent given (%(how)s): %(purpose)s"),
    "consent_withdrawn": gettext_lazy("Consent withdrawn (%(how)s): %(purpose)s"),
    "share_consent_given": gettext_lazy("Consent given (%(how)s): %(purpose)s, with: %(recipient_kind)s"),
    "share_consent_withdrawn": gettext_lazy("Consent withdrawn (%(how)s): %(purpose)s, with: %(recipient_kind)s"),
    "case_shared": gettext_lazy("Shared with %(organisation)s (%(ground)s): %(sections)s"),
    "access_asked": gettext_lazy("%(organisation)s asked for access"),
    "access_refused": gettext_lazy("Access was refused to %(organisation)s"),
    "sharing_ended": gettext_lazy("No longer shared with %(organisation)s: %(why)s"),
}


# Facts that make another sentence of an event.
TOLD_BY_FACT = {"not_the_same": "another_registered", "issued_earlier": "moved_by_earlier_document"}
# Facts whose values are codes of a list.
WORDS = {
    "cause": Blocker.Cause,
    "document": IdentityDocument.Kind,
    "contact": ContactPoint.Kind,
    "state": ContactPoint.State,
    "owner": ContactPoint.Owner,
    "recovery": ContactPoint.Recovery,
    "way": ContactAttempt.Way,
    "result": ContactAttempt.Result,
    "relationship": Person.Relationship,
    "known_by": Person.DeathKnownBy,
    "leaving": HouseholdStay.Why,
    "purpose": ConsentText.Purpose,
    "recipient_kind": Kind,
    "how": Consent.How,
    "why": Ended,
    "wish": DataRequest.Kind,
    "outcome": DataRequest.Status,
    "protection": ProtectionNote.Kind,
    "decision": Duplicate.State,
    "not_the_same": Duplicate.Reason,
}


def timeline(case: Case, membership: Membership, section: Section | None = None):
    """The events of the case's person, newest first, of the sections this membership reads, or of one of them.

    Of the stages, a ministry reads about those it sees.
    """
    return _events(case.person_id, *_shown(case, membership, section))


def newest_events(case: Case, membership: Membership, section: Section | None = None, *, most: int) -> list[Event]:
    """Return the first so many of `timeline`, by SQL that is put together once."""
    return _newest.rows(*_shown(case, membership, section), most, person=case.person_id)


def _shown(case: Case, membership: Membership, section: Section | None) -> tuple[tuple, tuple | None]:
    """Return the sections whose events the membership reads, and the stages where it reads of some alone."""
    readable = open_sections(case.person, membership)
    of_stages = membership.organisation.kind == Kind.MINISTRY
    stages = tuple(sorted(stages_seen_by(membership))) if of_stages else None
    return tuple(sorted(readable & {section} if section else readable)), stages


def _events(person: UUID, sections: tuple, stages: tuple | None):
    events = Event.objects.filter(person=person, section__in=sections)
    if stages is not None:
        events = events.filter(Q(facts__stage__isnull=True) | Q(facts__stage__in=stages))
    return events.select_related("by_user", "by_organisation").order_by("-at", "-id")


@Standing
def _newest(sections: tuple, stages: tuple | None, most: int, person: UUID):
    return _events(person, sections, stages)[:most]


def sentence(event: Event) -> str:
    """What happened, in the reader's language; values that are codes become words."""
    kind = next((kind for fact, kind in TOLD_BY_FACT.items() if fact in event.facts), event.kind)
    return SENTENCES[kind] % {name: _word(event, name, value) for name, value in _facts(event).items()}


def _facts(event: Event) -> dict:
    facts = dict(event.facts)
    if event.kind == "case_assigned" and not facts["caseworker"]:
        facts["caseworker"] = _("nobody")
    if event.kind == "case_shared":
        legal_reasons = dict(PersonAccess.LegalReason.choices)
        facts["ground"] = legal_reasons.get(facts["ground"], _("with consent"))
        facts["sections"] = ", ".join(str(section.label) for section in Section if section in facts["sections"])
    return facts


def _word(event: Event, name: str, value):
    if name == "stage":
        return STAGES[value].label
    if name in ("before", "after"):
        return STAGES[event.facts["stage"]].word(Status(value))
    if name == "fields":
        return ", ".join(str(Person._meta.get_field(field).verbose_name) for field in value)
    if name == "on":
        return written(date.fromisoformat(value))
    if name == "reason":
        return Case.CloseReason(value).label if event.kind == "case_closed" else value
    return WORDS[name](value).label if name in WORDS else value
