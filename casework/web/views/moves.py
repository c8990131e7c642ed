"""One page for every move of every stage."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from casework.access.policy import Right, Section
from casework.journey.moves import require_move
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
    require_move(request.membership, stage, verb)
    label = STAGES[stage].move_label(verb)
    form = MoveForm(request.POST or None, case=case, stage=stage, verb=verb)
    act = partial(move_stage, case=case, stage=stage, verb=Verb(verb))
    said = _("Recorded: %(move)s.") % {"move": label}
    words = {"title": label, "save": label, "missing": form.missing}
    return submit(request, form, act, case=case, page=words, said=said)


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
