"""What was tried to reach a person, what was sent to her and what she answered; and recording a try."""

from functools import partial

from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Section
from casework.followups.attempts import record_attempt as record_attempt_of_case
from casework.followups.attempts import ways_back
from casework.journey.models import Blocker, Case
from casework.people.models import ContactAttempt
from casework.people.queries import open_sections
from casework.web.forms.tasks import AttemptForm
from casework.web.page import find_case, page, submit


def ways_back_of(by: Membership, case: Case, opened: frozenset[Section]) -> dict:
    """Return how a person who is lost may be reached again, for who reads notes; `case` is loaded with its line."""
    if Section.NOTES not in opened:
        return {}
    unreachable = next((b for b in case.open_blockers if b.cause == Blocker.Cause.UNREACHABLE), None)
    return {"unreachable": unreachable, "ways_back": ways_back(case, by) if unreachable else []}


@page(section=Section.NOTES, writes=True, methods=("GET", "POST"))
def record_attempt(request, case_id):
    """Records a try to reach the person; what it tells of her number, and after three that she is lost, follows."""
    case = find_case(request, case_id)
    contacts = case.person.contacts.all() if Section.CONTACT in open_sections(case.person, request.membership) else None
    way = request.GET.get("way", "")
    initial = {"way": way} if way in ContactAttempt.Way else {}
    form = AttemptForm(request.POST or None, contacts=contacts, initial=initial)
    words = {"title": _("Record a try to reach her"), "save": _("Record the try")}
    act = partial(record_attempt_of_case, case=case)
    return submit(request, form, act, case=case, page=words, said=_("The try is recorded."))
