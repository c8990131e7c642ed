"""Change who holds the greatest powers: proposed by one administrator, confirmed by another, told to those concerned.

propose(act=…, user=…, by=…)    a role of `policy.GIVEN_BY_TWO`, or a new password or second step of a holder of one
confirm(proposal=…, by=…)       does it; never by whoever proposed it, or whom it is about
withdraw(proposal=…, by=…)      ends it without effect
"""

from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access import log
from casework.access.models import LogEntry, Membership, Organisation, PowerProposal, User
from casework.access.policy import GIVEN_BY_TWO, Role
from casework.access.second_factor import end_sessions, reset_second_factor
from casework.access.tasks import tell_of_power
from casework.base.errors import Conflict
from casework.base.text import tidy

Act, State = PowerProposal.Act, PowerProposal.State


def holds_power(user: User) -> bool:
    """Whether the user has, or will have, a role that only two give."""
    ended = {"until__lt": timezone.localdate()}
    return Membership.objects.filter(user=user, role__in=GIVEN_BY_TWO).exclude(**ended).exists()


@transaction.atomic
def propose(
    *, act: str, user: User, by: Membership, why: str, organisation: Organisation | None = None, role: str = ""
) -> PowerProposal:
    """Propose a change of powers, which does nothing yet.

    Raises PermissionDenied unless `by` administers, ValidationError for a role that needs no second person.
    """
    _require_administrator(by)
    proposal = PowerProposal(
        act=act, user=user, organisation=organisation, role=role, why=tidy(why), proposed_by=by.user
    )
    if act == Act.GRANT and role not in GIVEN_BY_TWO:
        sentence = _("This role needs no second person: add the membership.")
        raise ValidationError({"role": ValidationError(sentence, code="not_given_by_two")})
    if act != Act.GRANT and not holds_power(user):
        sentence = _("This user holds no role that needs a second person: reset it on the user's page.")
        raise ValidationError({"user": ValidationError(sentence, code="not_given_by_two")})
    if act == Act.GRANT:
        Membership(user=user, organisation=organisation, role=role).full_clean()
    proposal.full_clean()
    proposal.save()
    _tell(proposal, by)
    return proposal


@transaction.atomic
def confirm(*, proposal: PowerProposal, by: Membership) -> PowerProposal:
    """Do what another administrator proposed. Raises PermissionDenied for whoever proposed it or whom it is about."""
    proposal = _lock(proposal, by)
    if by.user_id in (proposal.proposed_by_id, proposal.user_id):
        raise PermissionDenied(_("Another administrator confirms it, who neither proposed nor gets it."))
    DONE[proposal.act](proposal)
    return _decide(proposal, by, State.CONFIRMED)


@transaction.atomic
def withdraw(*, proposal: PowerProposal, by: Membership) -> PowerProposal:
    """End a proposal without effect; any administrator may."""
    return _decide(_lock(proposal, by), by, State.WITHDRAWN)


def _grant(proposal: PowerProposal) -> None:
    membership = Membership(user=proposal.user, organisation=proposal.organisation, role=proposal.role)
    membership.full_clean()
    membership.save()


def _forget_password(proposal: PowerProposal) -> None:
    """The user chooses a new one by the link "forgotten password", which goes to their own e-mail."""
    proposal.user.set_unusable_password()
    proposal.user.save(update_fields=["password"])
    end_sessions(user=proposal.user)


DONE = {
    Act.GRANT: _grant,
    Act.PASSWORD: _forget_password,
    Act.SECOND_STEP: lambda proposal: reset_second_factor(user=proposal.user),
}


def _require_administrator(by: Membership) -> None:
    if by.role != Role.ADMINISTRATOR:
        raise PermissionDenied(_("Only an administrator changes powers."))


def _lock(proposal: PowerProposal, by: Membership) -> PowerProposal:
    _require_administrator(by)
    proposals = PowerProposal.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    proposal = proposals.get(pk=proposal.pk)
    if proposal.state != State.OPEN:
        raise Conflict("power_decided", _("This was decided already."))
    return proposal


def _decide(proposal: PowerProposal, by: Membership, state: State) -> PowerProposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by.user, timezone.now()
    proposal.full_clean()
    proposal.save()
    _tell(proposal, by)
    return proposal


def _tell(proposal: PowerProposal, by: Membership) -> None:
    """Write it into the log, and tell the holder and all protection officers by e-mail once it is committed."""
    log.record(
        LogEntry.Kind.POWER,
        place="power",
        act=proposal.act,
        state=proposal.state,
        role=proposal.role,
        about=str(proposal.user_id),
    )
    officers = Membership.objects.active().filter(role=Role.PROTECTION_OFFICER).values_list("user", flat=True)
    for user_id in {proposal.user_id, *officers}:
        facts = {"proposal_id": str(proposal.pk), "state": str(proposal.state), "by_id": str(by.user_id)}
        transaction.on_commit(partial(tell_of_power.delay, to_id=str(user_id), **facts), robust=True)
