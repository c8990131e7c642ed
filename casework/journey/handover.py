"""The hand-over of a caseload: all open cases of one caseworker, or a part of them, to colleagues, in one action.

A plan is made first, and shown; the action makes it again under its locks and carries it out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.counting import only_numbers
from casework.access.models import Membership, Organisation, User
from casework.access.policy import Right, Section, may, require, writes
from casework.access.queries import with_provinces
from casework.base.shown import digest, require_as_shown
from casework.journey.models import Case
from casework.journey.queries import CaseQuerySet
from casework.people.models import Event
from casework.people.queries import in_territory, sees_many
from casework.places.models import Division


@dataclass(frozen=True)
class Colleague:
    """One who works in the organisation: what she keeps now, and why she can take no case, if so."""

    membership: Membership
    keeps: int
    refusal: str = ""

    @property
    def user(self) -> User:
        return self.membership.user


@dataclass(frozen=True)
class Share:
    """What one colleague gets."""

    colleague: Colleague
    case_ids: tuple

    @property
    def keeps_then(self) -> int:
        return self.colleague.keeps + len(self.case_ids)


@dataclass(frozen=True)
class Plan:
    """Who gets how many; `staying` live where none of them works."""

    shares: tuple[Share, ...]
    staying: int

    @property
    def moving(self) -> int:
        return sum(len(share.case_ids) for share in self.shares)

    @property
    def digest(self) -> str:
        """Digest which case goes to whom, and how many stay."""
        return digest([(share.colleague.user.pk, share.case_ids) for share in self.shares], self.staying)


def colleagues(by: Membership, from_user: User) -> list[Colleague]:
    """Everybody else who works in the organisation, by name, each once; who can take cases first of her roles."""
    require(by, Right.HAND_OVER)
    members = with_provinces(Membership.objects.active().filter(organisation=by.organisation, user__is_service=False))
    members = members.exclude(user=from_user).select_related("user", "organisation").order_by("user__full_name", "pk")
    kept = open_cases_by_caseworker(by, by.organisation)
    best = {}
    for member in members:
        one = Colleague(member, kept.get(member.user_id, 0), _refusal(member))
        if member.user_id not in best or (best[member.user_id].refusal and not one.refusal):
            best[member.user_id] = one
    return list(best.values())


def open_cases_by_caseworker(by: Membership, organisation: Organisation) -> dict:
    """How many open cases of the organisation each of its caseworkers keeps, of those whom `by` may see."""
    cases = Case.objects.visible_to(by).open().of_organisation(organisation).exclude(caseworker=None)
    with only_numbers(of_many=sees_many(by)):
        return dict(cases.order_by().values_list("caseworker").annotate(Count("pk")))


def _refusal(member: Membership) -> str:
    if may(member, Right.KEEP_CASES) and writes(member, Section.JOURNEY):
        return ""
    return _("Her role keeps no cases: %(role)s.") % {"role": member.get_role_display()}


def caseload(by: Membership, from_user: User, canton: Division | None = None, stage: str = "") -> CaseQuerySet:
    """The open cases that are handed over: all she keeps in the organisation, or those of a place or at a stage."""
    cases = Case.objects.visible_to(by).open().of_organisation(by.organisation).of_caseworker(from_user)
    if canton:
        cases = cases.filter(person__canton=canton)
    return cases.at(stage) if stage else cases


def plan(
    *, by: Membership, from_user: User, to: Iterable[User], canton: Division | None = None, stage: str = ""
) -> Plan:
    """How the caseload would be spread evenly; ValidationError on `to` for one who can take no case."""
    require(by, Right.HAND_OVER)
    return _spread(caseload(by, from_user, canton, stage), _takers(by, from_user, to))


def _takers(by: Membership, from_user: User, to: Iterable[User]) -> list[Colleague]:
    there, takers = {one.user.pk: one for one in colleagues(by, from_user)}, []
    for user in to:
        one = there.get(user.pk)
        if one is None:
            sentence = _("%(name)s does not work in %(organisation)s.")
            sentence %= {"name": user.full_name, "organisation": by.organisation}
        else:
            sentence = one.refusal
        if sentence:
            raise ValidationError({"to": ValidationError(sentence, code="cannot_take")})
        takers.append(one)
    if not takers:
        raise ValidationError({"to": ValidationError(_("Choose who takes the cases."), code="required")})
    return takers


def _spread(cases: CaseQuerySet, takers: list[Colleague]) -> Plan:
    """Those whom fewest can take go first; each goes to who has got fewest, then to who keeps fewest."""
    by_canton: dict[str | None, list] = {}
    for pk, canton in cases.order_by("pk").values_list("pk", "person__canton"):
        by_canton.setdefault(canton, []).append(pk)
    able = {canton: [one for one in takers if in_territory(canton, one.membership)] for canton in by_canton}
    got: dict = {one.user.pk: [] for one in takers}
    staying = 0
    for canton in sorted(by_canton, key=lambda canton: (len(able[canton]), canton or "")):
        if not able[canton]:
            staying += len(by_canton[canton])
            continue
        for pk in by_canton[canton]:
            one = min(able[canton], key=lambda one: (len(got[one.user.pk]), one.keeps, one.user.full_name))
            got[one.user.pk].append(pk)
    return Plan(tuple(Share(one, tuple(got[one.user.pk])) for one in takers), staying)


@transaction.atomic
def hand_over(
    *,
    by: Membership,
    from_user: User,
    to: Iterable[User],
    canton: Division | None = None,
    stage: str = "",
    shown: str | None = None,
) -> Plan:
    """Gives the caseload to colleagues, all of it at once, each case with its line on the timeline.

    Done twice it moves nothing more, since she keeps nothing any more. `shown` is the digest of the plan that was
    previewed: Conflict when it is another by now.
    """
    require(by, Right.HAND_OVER)
    takers = _takers(by, from_user, to)
    cases = caseload(by, from_user, canton, stage)
    locked = list(cases.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    done = _spread(Case.objects.filter(pk__in=locked), takers)
    require_as_shown(shown, done.digest)
    now = timezone.now()
    for share in done.shares:
        Case.objects.filter(pk__in=share.case_ids).update(caseworker=share.colleague.user, updated_at=now)
    _record(by, done, now)
    return done


def _record(by: Membership, done: Plan, now) -> None:
    names = {pk: share.colleague.user.full_name for share in done.shares for pk in share.case_ids}
    people = dict(Case.objects.filter(pk__in=names).values_list("pk", "person"))
    Event.objects.bulk_create(
        Event(
            person_id=people[pk],
            at=now,
            kind="case_assigned",
            section=Section.JOURNEY,
            facts={"caseworker": name},
            by_user=by.user,
            by_organisation=by.organisation,
        )
        for pk, name in names.items()
    )
