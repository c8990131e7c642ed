"""The writers of a person's data rights: her requests, restriction, erasure, and how long her file is kept.

Whoever works with her records what she asks; what restricts or erases is confirmed by somebody else.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.access.models import LogEntry, Membership
from casework.access.policy import Kind, Right, Section, require, require_section
from casework.access.scope import system
from casework.base.errors import Conflict, about
from casework.base.shown import require_as_shown
from casework.base.text import tidy, tidy_lines
from casework.journey.models import Case
from casework.journey.reading import log_taken
from casework.people import actions as people
from casework.people.accesses import end_access
from casework.people.households import lock_home
from casework.people.merged import records_of
from casework.people.models import DataRequest, Person, PersonAccess
from casework.people.models.rights import ANSWER_DAYS
from casework.people.queries import DECIDED, require_open
from casework.people.rules import check_day_of_act, check_within_reach
from casework.rights import erasure
from casework.rights.export import Export, Reason, gather

Wish, Status = DataRequest.Kind, DataRequest.Status


@transaction.atomic
def open_request(
    *, person: Person, by: Membership, kind: str, details: str = "", received_on: date | None = None
) -> DataRequest:
    """Records what a person asks about her data; it is to be answered within fifteen days of the day she asked."""
    require(by, Right.SERVE_RIGHTS)
    if kind == Wish.RETENTION:
        sentence = _("Only Casework itself proposes that a file is kept no longer.")
        raise ValidationError({"kind": ValidationError(sentence, code="not_a_wish")})
    person = people.lock_person(person, by)
    require_open(person, by, Section.CONSENTS)
    received_on = received_on or timezone.localdate()
    with about("received_on"):
        check_day_of_act(received_on, today=timezone.localdate(), born=person.born_from)
    if person.data_requests.open().filter(kind=kind).exists():
        raise Conflict("request_open_already", _("This request is open already."))
    request = DataRequest(
        person=person,
        kind=kind,
        details=tidy(details),
        received_on=received_on,
        due_on=received_on + timedelta(days=ANSWER_DAYS),
        organisation=by.organisation,
        recorded_by=by.user,
    )
    request.full_clean()
    request.save()
    _record(request, by, "data_request_opened")
    return request


@transaction.atomic
def answer_request(*, request: DataRequest, by: Membership, status: str, answer: str) -> DataRequest:
    """Says what was done, or why not. What has to be confirmed can only be refused here; see the actions below."""
    request = _lock_request(request, by)
    if status not in (Status.DONE, Status.REFUSED):
        raise ValidationError({"status": ValidationError(_("Say whether it was done or refused."), code="invalid")})
    if request.kind in DECIDED:
        _require_second_person(request, by)
        if status == Status.DONE or request.kind == Wish.RETENTION:
            raise Conflict("not_answered_here", _("This request is answered by doing it, or by refusing it."))
    return _answer(request, by, status, answer)


@transaction.atomic
def restrict(*, request: DataRequest, by: Membership) -> DataRequest:
    """From now her data is only kept: who may not decide about it writes nothing on her file."""
    request = _lock_request(request, by, kinds=(Wish.RESTRICT,))
    _require_second_person(request, by)
    person = request.person
    if not person.restricted_on:
        person.restricted_on = timezone.localdate()
        person.save(update_fields=["restricted_on", "updated_at"])
        people.record_event(person=person, by=by, kind="use_restricted", section=Section.CONSENTS)
    with translation.override(person.language):
        answer = _("The use of your data is restricted since %(day)s. It is kept and not changed.")
        answer %= {"day": person.restricted_on}
    return _answer(request, by, Status.DONE, answer)


@transaction.atomic
def lift_restriction(*, person: Person, by: Membership, why: str) -> Person:
    """Her data may be used again; `why` stands on her timeline."""
    require(by, Right.DECIDE_RIGHTS)
    person = people.lock_person(person, by)
    why = tidy(why)
    if not why:
        raise ValidationError({"why": ValidationError(_("Say why."), code="required")})
    if not person.restricted_on:
        raise Conflict("not_restricted", _("The use of this person's data is not restricted."))
    person.restricted_on = None
    person.save(update_fields=["restricted_on", "updated_at"])
    people.record_event(person=person, by=by, kind="restriction_lifted", section=Section.CONSENTS, because=why[:300])
    return person


@transaction.atomic
def erase(*, request: DataRequest, by: Membership, shown: str | None = None) -> DataRequest:
    """Take from all tables what says who the person is. What stays, and why, is the answer (`holdings`). No way back.

    `shown` is `shown_before_erasure` as whoever confirms saw it: Conflict when it is otherwise by now.
    """
    lock_home(request.person, by)
    request = _lock_request(request, by, kinds=(Wish.ERASE, Wish.RETENTION))
    _require_second_person(request, by)
    person, language = request.person, request.person.language
    with system("a person is erased in the files of all organisations"):
        refuse_erasure(request)
        require_as_shown(shown, erasure.digest_of(person))
        for reason in PersonAccess.Reason:
            if reason != PersonAccess.Reason.OWNER:
                end_access(person=person, reason=reason)
        erasure.erase_rows(person, by)
        person.refresh_from_db()
        with translation.override(language):
            answer = erasure.answer_of_erasure()
        for also in person.data_requests.open().exclude(pk=request.pk):
            _answer(also, by, Status.DONE, answer)
        request.refresh_from_db()
        _answer(request, by, Status.DONE, answer)
        people.record_event(person=person, by=by, kind="anonymised", section=Section.CONSENTS)
    transaction.on_commit(_delete_files)
    return request


def shown_before_erasure(request: DataRequest) -> tuple[list[Person], str]:
    """Return all records that an erasure would take, as after a merge there may be several, and their digest."""
    with system("a person is erased in the files of all organisations, whoever sees them"):
        records = list(Person.objects.filter(pk__in=records_of(request.person_id)).order_by("created_at"))
        return records, erasure.digest_of(request.person)


def _delete_files() -> None:
    with system("files of a person who was erased, whoever attached them"):
        erasure.finish()


def refuse_erasure(request: DataRequest) -> None:
    """Raise Conflict, with the sentence to read, when this person cannot be erased now."""
    person, today = request.person, timezone.localdate()
    if Case.objects.open().filter(person=person).exists():
        raise Conflict("case_open", _("This person has an open case. Close it before her data is erased."))
    others = person.data_requests.open().exclude(kind__in=(Wish.ERASE, Wish.RETENTION))
    if others.exists():
        raise Conflict("requests_open", _("Another request of this person is open. Answer it first."))
    kept = Case.objects.filter(person=person, retain_until__gte=today)
    if request.kind == Wish.RETENTION and kept.exists():
        raise Conflict("kept_longer", _("The file is now kept longer. Refuse this proposal."))


@transaction.atomic
def keep_until(*, request: DataRequest, by: Membership, until: date, answer: str) -> DataRequest:
    """The file whose time has ended is kept till another day, for this reason; then it is proposed again."""
    request = _lock_request(request, by, kinds=(Wish.RETENTION,))
    require(by, Right.DECIDE_RIGHTS)
    today = timezone.localdate()
    with about("until"):
        check_within_reach(until, today=today)
        if until <= today:
            raise ValidationError(_("Choose a day after today."), code="not_after_today")
    with system("the day counts for the cases of all organisations"):
        Case.objects.filter(person=request.person, state=Case.State.CLOSED, retain_until__lt=until).update(
            retain_until=until, updated_at=timezone.now()
        )
    return _answer(request, by, Status.REFUSED, answer)


@transaction.atomic
def export(*, person: Person, by: Membership, reason: str = Reason.ASKED) -> Export:
    """Everything held on her, for herself: by who serves her rights and sees her whole file."""
    require(by, Right.SERVE_RIGHTS)
    person = Person.objects.visible_to(by).select_related("canton", "household__canton").get(pk=person.pk)
    if not sees_whole(person, by):
        raise PermissionDenied(_("Only who sees the whole file can export it: ask the organisation that keeps it."))
    if reason not in Reason.values:
        raise ValidationError({"reason": ValidationError(_("Say what the export is for."), code="invalid")})
    log_taken(LogEntry.Kind.EXPORT, [person.pk], place="export", reason=reason)
    with translation.override(person.language):
        return gather(person, by, reason)


def sees_whole(person: Person, by: Membership) -> bool:
    """Whether her file is open to this membership in all its parts, and not only for an emergency."""
    if by.organisation.kind == Kind.IOM:
        return True
    lasting = person.accesses.open_for(by).exclude(reason=PersonAccess.Reason.EMERGENCY)
    return lasting.filter(sections=None).exists()


def _lock_request(request: DataRequest, by: Membership, kinds: tuple = ()) -> DataRequest:
    """The request and its person, locked and open; DoesNotExist out of sight, Conflict when it was answered."""
    require(by, Right.SERVE_RIGHTS)
    require_section(by, Section.CONSENTS)
    visible = Person.objects.visible_to(by, Section.CONSENTS)
    person = visible.select_for_update(of=("self",), no_key=True).get(pk=request.person_id)
    request = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk, person=person)
    request.person = person
    if request.status != Status.OPEN:
        raise Conflict("request_answered_already", _("This request was answered already."))
    if kinds and request.kind not in kinds:
        raise Conflict("another_kind", _("This is not what the person asked for."))
    return request


def _require_second_person(request: DataRequest, by: Membership) -> None:
    """Four eyes: who records such a wish does not decide about it."""
    require(by, Right.DECIDE_RIGHTS)
    if request.recorded_by_id == by.user_id:
        raise PermissionDenied(_("Somebody else has to confirm what you recorded."))


def _answer(request: DataRequest, by: Membership, status: str, answer: str) -> DataRequest:
    request.status, request.answer = status, tidy_lines(answer)
    if not request.answer:
        raise ValidationError({"answer": ValidationError(_("Write the answer."), code="required")})
    request.answered_on, request.answered_by = timezone.localdate(), by.user
    request.full_clean()
    request.save()
    _record(request, by, "data_request_answered", outcome=status)
    return request


def _record(request: DataRequest, by: Membership, kind: str, **facts) -> None:
    people.record_event(
        person=request.person, by=by, kind=kind, section=Section.CONSENTS, wish=str(request.kind), **facts
    )
