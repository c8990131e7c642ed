"""One page for every move of every stage."""

from functools import partial

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, Section
from casework.followups.actions import complete_task
from casework.followups.models import Task
from casework.journey.models import Case
from casework.journey.moves import require_move_of_person
from casework.journey.stages import STAGES, Verb
from casework.programmes.actions import move_stage, pay_instalment
from casework.programmes.models import Instalment
from casework.web.forms.cases import PayForm
from casework.web.forms.moves import MoveForm
from casework.web.page import find_case, page, submit


@page(Right.READ, methods=("GET", "POST"))
def move(request, case_id, stage, verb):
    """Takes the case through a move; which ones there are, what they ask and who may is the map's and the policy's."""
    case = find_case(request, case_id)
    if stage not in STAGES or verb not in STAGES[stage].labels:
        raise Http404
    require_move_of_person(request.membership, stage, verb, case.person)
    label = STAGES[stage].move_label(verb)
    form = MoveForm(request.POST or None, case=case, stage=stage, verb=verb)
    task = _task(request, case)
    act = partial(_end_with, task) if task else partial(move_stage, case=case)
    act = partial(act, stage=stage, verb=Verb(verb))
    said = _("Recorded: %(move)s. The task is done.") if task else _("Recorded: %(move)s.")
    said %= {"move": label}
    words = {"title": label, "save": label, "missing": form.missing, "task": task}
    return submit(request, form, act, case=case, page=words, said=said)


def _task(request, case: Case) -> Task | None:
    """The open task of this case that the move is to end (?task=)."""
    asked = forms.UUIDField(required=False)
    try:
        task_id = asked.clean(request.GET.get("task"))
    except forms.ValidationError:
        raise Http404 from None
    return get_object_or_404(Task.objects.visible_to(request.membership), pk=task_id, case=case) if task_id else None


def _end_with(task: Task, *, by: Membership, **move) -> Task:
    return complete_task(task=task, by=by, outcome=Task.Outcome.MOVED, move=move)


@page(Right.AWARD_SEED_CAPITAL, section=Section.PROGRAMMES, writes=True, methods=("GET", "POST"))
def pay(request, case_id, instalment_id):
    """Records that an instalment of the award was paid."""
    case = find_case(request, case_id)
    instalment = get_object_or_404(Instalment, pk=instalment_id, award__case=case)
    facts = {"number": instalment.number, "amount": instalment.amount}
    words = {"title": _("Instalment %(number)s: %(amount)s USD") % facts, "save": _("Record the payment")}
    act = partial(pay_instalment, instalment=instalment)
    return submit(
        request, PayForm(request.POST or None), act, case=case, page=words, said=_("The payment is recorded.")
    )
