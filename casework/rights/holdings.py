"""All that is held on a person, table by table and column by column: what she is given of it, and what erasure leaves.

The one list behind export and erasure. A table that leads to a person and is not here, or a column of one that is
neither given nor held back, neither kept nor wiped, fails tests/rights/test_holdings.py.
"""

from django.db import models
from django.db.models import Case as Choice
from django.db.models import Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import TruncYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.base.codes import new_code
from casework.followups.models import Message, Reminder, Reply, Task
from casework.journey.models import Attachment, Blocker, Case, Expiry, ImportRow, IntakeRow, Note, StageRecord
from casework.people.models import (
    AccessRequest,
    Consent,
    ContactAttempt,
    ContactPoint,
    DataRequest,
    Duplicate,
    Event,
    HouseholdStay,
    IdentityDocument,
    Likeness,
    Merge,
    MergeStep,
    Person,
    PersonAccess,
    ProtectionNote,
    SpecificNeed,
)
from casework.places.models import Division
from casework.programmes.models import Award, Instalment, Training
from casework.rights.holding import NONE, Because, HeldBack, Holding

# What stands where a text was that may not be empty, and where a name was.
WIPED = "—"
NOBODY = "Anónimo"


def _unless_empty(column: str) -> Choice:
    return Choice(When(**{column: ""}, then=Value("")), default=Value(WIPED))


def _emptied(columns: str) -> dict[str, object]:
    return dict.fromkeys(columns.split(), "")


def _only(column: str, *names: str) -> Func:
    """Of a JSON object nothing but these members."""
    pairs = [part for name in names for part in (Value(name), Func(column, Value(name), function="jsonb_extract_path"))]
    return Func(
        Func(*pairs, function="jsonb_build_object"), function="jsonb_strip_nulls", output_field=models.JSONField()
    )


HOLDINGS = (
    Holding(
        Person,
        "",
        given="given_names family_names sex birth_date birth_precision nationality language canton address entry_date"
        " entry_point entry_regular relationship household_since principal_applicant died_on death_known_by"
        " restricted_on anonymised_on",
        held_back={
            HeldBack.SEARCH: "name_key",
            HeldBack.TECHNICAL: "household merged_into",
            HeldBack.OTHERS: "death_told_by",
        },
        gone=NONE,
        wiped=_emptied("family_names name_key address entry_point relationship death_known_by death_told_by")
        | {
            "given_names": NOBODY,
            "birth_date": TruncYear("birth_date"),
            "birth_precision": Choice(When(birth_date=None, then=Value("")), default=Value(Person.BirthPrecision.YEAR)),
            "language": "es",
            "canton": Subquery(Division.objects.filter(pk=OuterRef("canton_id")).values("parent_id")),
            "entry_date": None,
            "entry_regular": None,
            "household": None,
            "household_since": None,
            "principal_applicant": False,
            "died_on": None,
            "restricted_on": None,
            "anonymised_on": timezone.localdate,
        },
        kept={Because.STATISTICS: "sex nationality merged_into"},
        coarse={Because.STATISTICS: (_("year of birth"), _("province"))},
    ),
    Holding(
        IdentityDocument,
        "person",
        given="kind number country issued_on expires_on evidence verified_at verified_organisation",
        held_back={HeldBack.SEARCH: "number_key", HeldBack.STAFF: "verified_by"},
        # A stage that is done has its document; the others go.
        gone=Q(stage_records=None),
        # With its dash this is found by no number that is looked for: those have only letters and digits.
        wiped={
            "number": WIPED,
            "number_key": new_code,
            "country": "",
            "evidence": IdentityDocument.Evidence.DECLARED,
            "verified_at": None,
            "verified_by": None,
            "verified_organisation": None,
        },
        kept={Because.STATISTICS: "kind issued_on expires_on"},
    ),
    Holding(
        ContactPoint,
        "person",
        given="kind value owner owner_words state verified_at verified_organisation lost_at recovery recovery_on"
        " opted_out_at",
        held_back={HeldBack.SEARCH: "value_key", HeldBack.STAFF: "verified_by"},
    ),
    Holding(
        HouseholdStay,
        "person",
        given="relationship joined_on left_on why",
        held_back={HeldBack.TECHNICAL: "household"},
    ),
    Holding(
        ContactAttempt,
        "person",
        given="way result at remark organisation",
        held_back={HeldBack.STAFF: "by_user", HeldBack.TECHNICAL: "contact"},
    ),
    Holding(
        Likeness,
        "person",
        given="",
        held_back={HeldBack.SEARCH: "values keys", HeldBack.TECHNICAL: "made_by noted_at"},
    ),
    Holding(
        Duplicate,
        "one",
        given="kind probability identical found_at state reason decided_at decided_for",
        held_back={HeldBack.OTHERS: "other remark", HeldBack.STAFF: "decided_by"},
        also="other",
    ),
    Holding(
        Merge,
        "kept",
        given="reason organisation undone_at undone_organisation",
        held_back={HeldBack.STAFF: "by_user undone_by", HeldBack.TECHNICAL: "gone"},
        also="gone",
        gone=NONE,
        wiped={"reason": WIPED},
        kept={Because.PROOF: "gone by_user organisation undone_at undone_by undone_organisation"},
    ),
    Holding(
        MergeStep,
        "merge__kept",
        given="",
        held_back={HeldBack.TECHNICAL: "number table row before after makes_way"},
    ),
    Holding(SpecificNeed, "person", given="kind percent detail"),
    Holding(ProtectionNote, "person", given="kind text organisation", held_back={HeldBack.STAFF: "author"}),
    Holding(
        Consent,
        "person",
        given="purpose recipient_kind text given_on given_by how organisation withdrawn_on withdrawn_how",
        held_back={HeldBack.STAFF: "recorded_by withdrawn_recorded_by"},
        gone=NONE,
        kept={
            Because.PROOF: "purpose recipient_kind text given_on given_by how organisation withdrawn_on withdrawn_how"
            " recorded_by withdrawn_recorded_by"
        },
    ),
    Holding(
        PersonAccess,
        "person",
        given="organisation reason sections since until legal_reason explanation acknowledged_at",
        held_back={
            HeldBack.TECHNICAL: "organisation_kind consent",
            HeldBack.STAFF: "membership opened_by acknowledged_by",
        },
        gone=NONE,
        wiped={"explanation": _unless_empty("explanation")},
        kept={
            Because.PROOF: "organisation organisation_kind reason sections since until legal_reason consent membership"
            " opened_by acknowledged_by acknowledged_at"
        },
    ),
    Holding(
        AccessRequest,
        "person",
        given="organisation asked_of why asked_at state answer answered_at",
        held_back={HeldBack.STAFF: "asked_by answered_by"},
        # Nothing follows any more from what nobody has answered.
        gone=Q(state=AccessRequest.State.OPEN),
        wiped={"why": WIPED, "answer": _unless_empty("answer")},
        kept={Because.PROOF: "organisation asked_of asked_by asked_at state answered_by answered_at"},
    ),
    Holding(
        DataRequest,
        "person",
        given="kind status details received_on due_on organisation answer answered_on",
        held_back={HeldBack.STAFF: "recorded_by answered_by"},
        gone=NONE,
        wiped={"details": "", "answer": _unless_empty("answer")},
        kept={Because.PROOF: "kind status received_on due_on organisation recorded_by answered_on answered_by"},
    ),
    Holding(
        Case,
        "person",
        given="code pathway organisation state opened_on closed_on close_reason retain_until",
        held_back={HeldBack.STAFF: "caseworker", HeldBack.TECHNICAL: "moved_at merged_into"},
        gone=NONE,
        # She may still have the old code on paper.
        wiped={"code": new_code, "caseworker": None},
        kept={
            Because.STATISTICS: "pathway organisation state opened_on closed_on close_reason retain_until moved_at"
            " merged_into"
        },
    ),
    Holding(
        StageRecord,
        "case__person",
        given="stage status since started_on submitted_on decided_on decided_by_organisation reason appointment_at"
        " appointment_place application_number fee_amount fee_paid_by",
        held_back={HeldBack.STAFF: "decided_by", HeldBack.TECHNICAL: "document"},
        gone=NONE,
        wiped={
            "decided_by": None,
            "reason": _unless_empty("reason"),
            "appointment_at": None,
            "appointment_place": "",
            "application_number": "",
        },
        kept={
            Because.STATISTICS: "stage status since started_on submitted_on decided_on decided_by_organisation"
            " document",
            Because.MONEY: "fee_amount fee_paid_by",
        },
    ),
    # Each document is given with its last day; this repeats them.
    Holding(Expiry, "case__person", given="", held_back={HeldBack.SEARCH: "record person stage expires_on superseded"}),
    Holding(Blocker, "case__person", given="stage cause detail since review_on resolved_on resolution"),
    Holding(Note, "case__person", given="text organisation", held_back={HeldBack.STAFF: "author"}),
    Holding(
        Attachment,
        "case__person",
        given="name description content_type size organisation",
        held_back={HeldBack.STAFF: "added_by", HeldBack.TECHNICAL: "file"},
        wiped={"name": WIPED, "description": ""},
        file="file",
    ),
    Holding(
        IntakeRow,
        "case__person",
        given="organisation sheet line",
        held_back={HeldBack.TECHNICAL: "fingerprint"},
    ),
    Holding(
        ImportRow,
        "person",
        given="sheet line cells relation",
        held_back={
            HeldBack.SEARCH: "told likely elsewhere home home_why home_decision home_done_at home_joined",
            HeldBack.TECHNICAL: "fingerprint outcome problems warnings decision done_at",
            HeldBack.STAFF: "decided_by home_decided_by",
        },
    ),
    Holding(
        Training,
        "case__person",
        given="course provider starts_on ends_on hours_attended certificate_number finished",
        gone=NONE,
        wiped={"course": WIPED, "certificate_number": _unless_empty("certificate_number")},
        kept={Because.STATISTICS: "provider starts_on ends_on hours_attended finished"},
    ),
    Holding(
        Award,
        "case__person",
        given="business_name form amount equipment awarded_on",
        gone=NONE,
        wiped={"business_name": WIPED, "equipment": _unless_empty("equipment")},
        kept={Because.MONEY: "form amount awarded_on"},
    ),
    Holding(
        Instalment,
        "award__case__person",
        given="number due_on amount paid_on",
        gone=NONE,
        kept={Because.MONEY: "number due_on amount paid_on"},
    ),
    Holding(
        Task,
        "case__person",
        given="origin what rule planned_for due_on state outcome remark ended_at snoozed_until snooze_reason"
        " escalated_on organisation",
        held_back={
            HeldBack.STAFF: "assignee ended_by made_by",
            HeldBack.TECHNICAL: "subject for_whom sort_on vulnerable attempt",
        },
    ),
    Holding(
        Reminder,
        "person",
        given="rule campaign due_on state why sent_at",
        held_back={HeldBack.TECHNICAL: "case subject send_at step tries claim claimed_until"},
    ),
    Holding(
        Message,
        "person",
        given="channel to text state sent_at delivered_at",
        held_back={HeldBack.TECHNICAL: "reminder case contact code provider_id"},
    ),
    Holding(
        Reply,
        "case__person",
        given="channel address text at kind organisation",
        held_back={HeldBack.TECHNICAL: "provider_id message"},
    ),
    Holding(
        Event,
        "person",
        given="at kind facts by_organisation",
        held_back={HeldBack.STAFF: "by_user", HeldBack.TECHNICAL: "section"},
        # The moves of the stages and their days stay, without the reasons that were written.
        gone=~Q(kind="stage_moved"),
        wiped={"facts": _only("facts", "stage", "verb", "before", "after", "on"), "by_user": None},
        kept={Because.STATISTICS: "at kind section by_organisation"},
    ),
)


def what_stays() -> list[tuple[str, list[str], str]]:
    """What erasure leaves of a person: (table, columns, why), in the reader's language."""
    return [(h.title, words, str(because.label)) for h in HOLDINGS for because, words in h.stays()]
