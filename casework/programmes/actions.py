"""The writers of training and seed capital, and `move_stage` for all six stages: what pages, REST and admin call."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership, Organisation
from casework.access.policy import Right, Section, require
from casework.base.errors import Conflict
from casework.base.text import tidy
from casework.journey import moves
from casework.journey.models import Case, StageRecord
from casework.journey.stages import STAGES, StageCode, Status, Verb
from casework.people import actions as people
from casework.programmes.models import Award, Instalment, Training
from casework.programmes.rules import MOST_INSTALMENTS, month_later, split_amount


@transaction.atomic
def move_stage(
    *, case: Case, stage: str, verb: str, by: Membership, on: date | None = None, reason: str = "", **details
) -> StageRecord:
    """Takes a case through a move of any stage, with what that stage's room keeps of it, both or neither.

    `details` are what `stages.STAGES[stage].asks[verb]` names. Raises as `journey.moves.move_stage` does.
    """
    unknown = set(details) - set(STAGES[stage].asks.get(verb, ()))
    if unknown:
        raise ValidationError(
            {name: ValidationError(_("This move does not take it."), code="unknown") for name in unknown}
        )
    keep = KEPT_HERE.get(stage)
    if keep is None:
        return moves.move_stage(case=case, stage=stage, verb=verb, by=by, on=on, reason=reason, **details)
    record = moves.move_stage(case=case, stage=stage, verb=verb, by=by, on=on, reason=reason)
    keep(record.case, verb, record, **details)
    return record


def _record_training(
    case: Case,
    verb: str,
    record: StageRecord,
    *,
    course: str = "",
    provider: Organisation | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    hours_attended: int | None = None,
    certificate_number: str = "",
) -> None:
    training = case.trainings.order_by("-created_at").first()
    if verb == Verb.START:
        training = Training(case=case, course=tidy(course), provider=provider, starts_on=starts_on, ends_on=ends_on)
        if starts_on:
            moves.check_day(starts_on, case, "starts_on", ahead=True)
    elif training is None:
        return  # marked as not needed before anybody enrolled
    elif verb == Verb.APPROVE:
        training.finished, training.hours_attended = True, hours_attended
        training.certificate_number = tidy(certificate_number)
        training.ends_on = training.ends_on or record.decided_on
        if not training.certificate_number:
            raise ValidationError({"certificate_number": ValidationError(_("This is needed."), code="required")})
    else:
        training.finished = None if record.status == Status.IN_PROGRESS else False
    training.full_clean(exclude=["case"])
    training.save()


def _record_award(
    case: Case,
    verb: str,
    record: StageRecord,
    *,
    business_name: str = "",
    form: str = "",
    amount: Decimal | None = None,
    equipment: str = "",
    instalments: int | None = None,
    first_instalment_on: date | None = None,
) -> None:
    award = Award.objects.filter(case=case).first() or Award(case=case)
    if verb == Verb.START:
        award.business_name = tidy(business_name)
        award.full_clean(exclude=["case"])
        award.save()
    elif verb == Verb.APPROVE:
        award.form, award.amount, award.equipment = form, amount, tidy(equipment)
        award.awarded_on = record.decided_on
        award.full_clean(exclude=["case"])
        award.save()
        _plan_instalments(award, instalments, first_instalment_on)
    elif verb == Verb.REOPEN:
        _withdraw_award(award)


# The stages whose details this room keeps; the others' are the journey's own.
KEPT_HERE = {StageCode.TRAINING: _record_training, StageCode.SEED_CAPITAL: _record_award}


def _plan_instalments(award: Award, count: int | None, first_on: date | None) -> None:
    """Monthly instalments of the amount; equipment without an amount has none."""
    if award.amount is None:
        return
    count = count or 1
    if not 1 <= count <= MOST_INSTALMENTS:
        sentence = _("An award has between 1 and %(most)s instalments.") % {"most": MOST_INSTALMENTS}
        raise ValidationError({"instalments": ValidationError(sentence, code="instalments")})
    if award.amount < count * Decimal("0.01"):
        raise ValidationError(
            {"instalments": ValidationError(_("The amount is too small to be split so."), code="instalments")}
        )
    first_on = first_on or award.awarded_on
    moves.check_day(first_on, award.case, "first_instalment_on", after=award.awarded_on, ahead=True)
    for index, part in enumerate(split_amount(award.amount, count)):
        Instalment.objects.create(award=award, number=index + 1, due_on=month_later(first_on, index), amount=part)


def _withdraw_award(award: Award) -> None:
    """A decision taken back: possible only while nothing was paid."""
    if award.instalments.exclude(paid_on=None).exists():
        raise Conflict("award_paid", _("An instalment was paid already, so the award cannot be reopened."))
    award.instalments.all().delete()
    award.awarded_on = None
    award.save()


@transaction.atomic
def pay_instalment(*, instalment: Instalment, by: Membership, on: date | None = None) -> Instalment:
    """Records that an instalment was paid; paying it twice is a Conflict."""
    require(by, Right.AWARD_SEED_CAPITAL)
    case = moves.lock_case(instalment.award.case, by, Section.PROGRAMMES)
    instalment = Instalment.objects.select_for_update(of=("self",)).select_related("award").get(pk=instalment.pk)
    if instalment.paid_on:
        raise Conflict("instalment_paid_already", _("This instalment was paid already."))
    instalment.paid_on = on or timezone.localdate()
    moves.check_day(instalment.paid_on, case, after=instalment.award.awarded_on)
    instalment.save()
    moves.touch(case)
    people.record_event(
        person=case.person,
        by=by,
        kind="instalment_paid",
        section=Section.PROGRAMMES,
        number=instalment.number,
        amount=str(instalment.amount),
    )
    return instalment
