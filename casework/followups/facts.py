"""The facts that rules count from: for each trigger one query, the same for planning and for looking again.

    found("appointment")                       all of them
    found("appointment", subjects=[…])         those of these subjects that still hold

Each row is a fact that holds now: `of_case`, `of_person`, `of_organisation`, what it is `about` (the subject of
reminders and tasks), the day it counts from (`anchor`), and for appointments the instant (`at`). Nobody anonymised is
in any. They are made to be read whole, by joins: a million cases have to be planned within a minute.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate
from django.utils import timezone

from casework.followups.models import Reply, Rule, Task
from casework.journey.models import Blocker, Case, Expiry, StageRecord
from casework.journey.stages import OPEN, StageCode, Status
from casework.people.ages import consents_soon, unsettled
from casework.people.models import AccessRequest, ContactAttempt, ContactPoint, DataRequest, HouseholdStay, Person
from casework.places.zones import AFTER_GALAPAGOS, GALAPAGOS, GALAPAGOS_PROVINCE, MAINLAND
from casework.programmes.models import Award, Instalment, Training

Trigger = Rule.Trigger
# For so long after a death was recorded there is a task to ask about the household.
BEREAVED_FOR = timedelta(days=90)


def found(
    trigger: str,
    *,
    latest: date | None = None,
    cases: Iterable[UUID] | None = None,
    subjects: Iterable[UUID] | None = None,
):
    """The facts of this trigger that hold: counted from a day not after `latest`, of these cases, about these."""
    rows = FACTS[trigger](latest)
    if latest is not None:
        rows = rows.filter(anchor__lte=latest)
    if cases is not None:
        rows = rows.filter(of_case__in=cases)
    if subjects is not None:
        rows = rows.filter(about__in=subjects)
    return rows


def to_tell(rows):
    """Those of whom the use of her data is not restricted: no others are written to."""
    return rows.filter(~Exists(Person.objects.filter(pk=OuterRef("of_person"), restricted_on__isnull=False)))


def _local_day(instant) -> TruncDate:
    return TruncDate(instant, tzinfo=MAINLAND)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, MAINLAND)


def _plus(day: str, days) -> ExpressionWrapper:
    return ExpressionWrapper(F(day) + days, output_field=DateField())


def _facts(rows, case: str, *, anchor, about: str = "pk", at=None, organisation: str = "", also_of_the_dead=False):
    """These rows as facts; `case` is the way to the case, "" where they are cases.

    Of who has died only what staff have to do about the file is `also_of_the_dead`.
    """
    of_person = Person.objects.filter(pk=OuterRef(f"{case}person"))
    rows = rows.filter(~Exists(of_person.filter(anonymised_on__isnull=False)))
    if not also_of_the_dead:
        rows = rows.filter(~Exists(of_person.filter(died_on__isnull=False)))
    return (
        rows.order_by()
        .values(
            of_case=F(f"{case}id"),
            of_person=F(f"{case}person_id"),
            of_organisation=F(organisation or f"{case}organisation_id"),
            about=F(about),
            at=at or Cast(Value(None), DateTimeField()),
        )
        .annotate(anchor=anchor)
    )


def _of_stages(condition: Q, *, anchor, at=None):
    rows = StageRecord.objects.filter(condition, case__state=Case.State.OPEN)
    return _facts(rows, "case__", anchor=anchor, at=at)


_STAGE = "case__pathway__stages__"
_OF_ITS_PATHWAY = Q(**{f"{_STAGE}stage": F("stage")})


def _of_expiries(condition: Q, *, anchor):
    rows = Expiry.objects.mattering().filter(condition)
    return _facts(rows, "case__", anchor=anchor, about="record__document_id")


def _document_expiring(latest):
    return _of_expiries(Q(), anchor=F("expires_on"))


def _renewal_open(latest):
    """While it is in force: afterwards nothing is renewed, and that it has expired is told by itself."""
    renewable = _OF_ITS_PATHWAY & Q(**{f"{_STAGE}renewal_days__isnull": False})
    if latest is not None:
        renewable &= Q(expires_on__gte=latest)
    return _of_expiries(renewable, anchor=_plus("expires_on", F(f"{_STAGE}renewal_days") * -1))


def _order_lapsing(latest):
    ordered = Q(stage=StageCode.CEDULA, status=Status.SUBMITTED, submitted_on__isnull=False)
    return _of_stages(ordered, anchor=F("submitted_on"))


def _appointment(latest):
    return _of_appointments(Q(status__in=OPEN))


def _appointment_passed(latest):
    return _of_appointments(Q(status=Status.IN_PROGRESS))


def _of_appointments(condition: Q):
    agreed = condition & Q(appointment_at__isnull=False)
    there = Q(case__person__canton__gte=GALAPAGOS_PROVINCE, case__person__canton__lt=AFTER_GALAPAGOS)
    day = Choice(When(there, then=TruncDate("appointment_at", tzinfo=GALAPAGOS)), default=_local_day("appointment_at"))
    return _of_stages(agreed, anchor=day, at=F("appointment_at"))


def _stage_stuck(latest):
    normed = _OF_ITS_PATHWAY & Q(status__in=OPEN, **{f"{_STAGE}norm_days__isnull": False})
    return _of_stages(normed, anchor=_plus("since", F(f"{_STAGE}norm_days")))


def _blocker_review(latest):
    rows = Blocker.objects.open().filter(review_on__isnull=False, case__state=Case.State.OPEN)
    return _facts(rows, "case__", anchor=F("review_on"))


def _training_starting(latest):
    rows = Training.objects.filter(finished=None, case__state=Case.State.OPEN)
    return _facts(rows, "case__", anchor=F("starts_on"))


def _training_without_capital(latest):
    """Of several trainings that she finished the last one."""
    rows = Training.objects.filter(finished=True)
    later = rows.filter(case=OuterRef("case"), created_at__gt=OuterRef("created_at"))
    records = StageRecord.objects.filter(case=OuterRef("case"))
    without = rows.filter(
        ~Exists(later),
        ~Exists(Award.objects.filter(case=OuterRef("case"))),
        ~Exists(records.filter(stage=StageCode.SEED_CAPITAL)),
        case__state=Case.State.OPEN,
    )
    stage = records.filter(stage=StageCode.TRAINING).values(day=Coalesce("decided_on", "since"))
    return _facts(without, "case__", anchor=Coalesce("ends_on", Subquery(stage[:1]), "starts_on"))


def _instalment_due(latest):
    rows = Instalment.objects.filter(paid_on=None, award__case__state=Case.State.OPEN)
    return _facts(rows, "award__case__", anchor=F("due_on"))


def _business_visit(latest):
    rows = Award.objects.filter(awarded_on__isnull=False, case__state=Case.State.OPEN)
    return _facts(rows, "case__", anchor=F("awarded_on"))


def _no_contact(latest):
    """Counted from the last of: the case moved, somebody reached her, she answered."""
    reached = ContactAttempt.objects.filter(person=OuterRef("person"), result=ContactAttempt.Result.REACHED)
    replies = Reply.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.open()
    if latest is not None:
        # Left out before the last one is looked for, which is done case by case.
        since = {"at__gte": _end_of(latest)}
        moved_before = Q(moved_at__lt=_end_of(latest))
        rows = rows.filter(moved_before, ~Exists(reached.filter(**since)), ~Exists(replies.filter(**since)))
    newest = (rows.order_by("-at").values(day=_local_day("at"))[:1] for rows in (reached, replies))
    return _facts(rows, "", anchor=Greatest(_local_day("moved_at"), *map(Subquery, newest)))


def _contact_unverified(latest):
    """Counted from the newest contact of her own that is not lost; of who has none from the day the case was opened."""
    contact = "person__contacts__"
    own = Q(**{f"{contact}owner": ContactPoint.Owner.OWN}) & ~Q(**{f"{contact}state": ContactPoint.State.LOST})
    newest = Max(Coalesce(f"{contact}verified_at", f"{contact}created_at"), filter=own)
    return _facts(Case.objects.open(), "", anchor=Coalesce(_local_day(newest), F("opened_on")))


def _contact_lost(latest):
    """The one lost last, where nothing is left to reach her by, not even what is somebody else's."""
    hers = ContactPoint.objects.filter(person=OuterRef("person"))
    later = Q(lost_at__gt=OuterRef("person__contacts__lost_at"))
    rows = Case.objects.open().filter(
        ~Exists(hers.exclude(state=ContactPoint.State.LOST)),
        ~Exists(hers.filter(later)),
        person__contacts__lost_at__isnull=False,
    )
    return _facts(rows, "", anchor=_local_day("person__contacts__lost_at"), about="person__contacts__id")


def _number_recycled(latest):
    """A number that wanted no messages before it was written down of this person: who had it may have lost it since."""
    contact = "person__contacts__"
    said_before = Q(**{f"{contact}opted_out_at__lt": F(f"{contact}created_at")})
    own = Q(**{f"{contact}owner": ContactPoint.Owner.OWN}) & ~Q(**{f"{contact}state": ContactPoint.State.LOST})
    rows = Case.objects.open().filter(said_before & own)
    return _facts(rows, "", anchor=_local_day(f"{contact}created_at"), about=f"{contact}id")


def _birth_unsettled(latest):
    """Concerns children and people who may be one, from 14 years on: it decides who consents and is protected."""
    rows = Case.objects.open().filter(unsettled(latest or timezone.localdate(), "person__"))
    return _facts(rows, "", anchor=Greatest(F("opened_on"), consents_soon("person__birth_date")))


def _household_bereaved(latest):
    """A death in the household that was recorded lately: of its head's case, or of any where the head has none."""
    stay = "person__household__stays__"
    of_head = Case.objects.open().filter(
        person__household=OuterRef("person__household"), person__relationship=Person.Relationship.HEAD
    )
    rows = Case.objects.open().filter(
        Q(person__relationship=Person.Relationship.HEAD) | ~Exists(of_head),
        person__household__stays__why=HouseholdStay.Why.DIED,
        person__household__stays__created_at__gte=timezone.now() - BEREAVED_FOR,
    )
    return _facts(rows, "", anchor=F(f"{stay}left_on"), about=f"{stay}id")


def _consent_ageing(latest):
    rows = Case.objects.open().filter(person__consents__purpose="keep", person__consents__withdrawn_on=None)
    return _facts(rows, "", anchor=F("person__consents__given_on"), about="person__consents__id")


def _retention_near(latest):
    """Of who came back in another case nothing ends."""
    open_again = Case.objects.open().filter(person=OuterRef("person"))
    rows = Case.objects.filter(~Exists(open_again), state=Case.State.CLOSED, retain_until__isnull=False)
    return _facts(rows, "", anchor=F("retain_until"), also_of_the_dead=True)


def _of_newest_case(**conditions):
    """On her open case, else her newest."""
    newest = Case.objects.filter(person=OuterRef("person")).order_by("-state", "-opened_on", "pk").values("pk")[:1]
    return Case.objects.filter(**conditions, pk=Subquery(newest))


def _access_asked(latest):
    """It is work of the organisation that keeps her."""
    request = "person__access_requests__"
    rows = _of_newest_case(**{f"{request}state": AccessRequest.State.OPEN})
    return _facts(rows, "", anchor=_local_day(f"{request}asked_at"), about=f"{request}id", also_of_the_dead=True)


def _data_request_due(latest):
    """It is work of the organisation that answers."""
    request = "person__data_requests__"
    rows = _of_newest_case(**{f"{request}status": DataRequest.Status.OPEN})
    organisation = f"{request}organisation_id"
    due = {"anchor": F(f"{request}due_on"), "about": f"{request}id", "also_of_the_dead": True}
    return _facts(rows, "", organisation=organisation, **due)


def _task_overdue(latest):
    """Until the coordinator is told."""
    return _facts(Task.objects.open().filter(escalated_on=None), "case__", anchor=F("due_on"), also_of_the_dead=True)


FACTS: dict[str, Callable] = {
    Trigger.DOCUMENT_EXPIRING: _document_expiring,
    Trigger.RENEWAL_OPEN: _renewal_open,
    Trigger.ORDER_LAPSING: _order_lapsing,
    Trigger.APPOINTMENT: _appointment,
    Trigger.APPOINTMENT_PASSED: _appointment_passed,
    Trigger.STAGE_STUCK: _stage_stuck,
    Trigger.BLOCKER_REVIEW: _blocker_review,
    Trigger.TRAINING_STARTING: _training_starting,
    Trigger.TRAINING_WITHOUT_CAPITAL: _training_without_capital,
    Trigger.INSTALMENT_DUE: _instalment_due,
    Trigger.BUSINESS_VISIT: _business_visit,
    Trigger.NO_CONTACT: _no_contact,
    Trigger.CONTACT_UNVERIFIED: _contact_unverified,
    Trigger.CONTACT_LOST: _contact_lost,
    Trigger.NUMBER_RECYCLED: _number_recycled,
    Trigger.BIRTH_UNSETTLED: _birth_unsettled,
    Trigger.HOUSEHOLD_BEREAVED: _household_bereaved,
    Trigger.CONSENT_AGEING: _consent_ageing,
    Trigger.RETENTION_NEAR: _retention_near,
    Trigger.ACCESS_ASKED: _access_asked,
    Trigger.DATA_REQUEST_DUE: _data_request_due,
    Trigger.TASK_OVERDUE: _task_overdue,
}
