"""Register a person over REST who is not registered yet, or is registered all the same, with the reason."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from casework.api.people.matching import LikelyOut
from casework.api.resource import Resource
from casework.base.errors import within
from casework.base.problems import problem
from casework.journey.anyway import probably_registered
from casework.people.drafts import Draft, draft_person


def register_once(
    view: Resource,
    person: dict,
    register: Callable[[Draft, dict], Any],
    register_anyway: Callable,
    created: Callable[..., HttpResponse],
    *,
    where: tuple[str, ...] = (),
) -> HttpResponse:
    """Answer with what `created` makes of who was registered, or 409 for somebody who is probably registered.

    `register` takes the draft that was compared, and the facts it was made of. `where` the facts stand in the body;
    with `register_anyway` among them the caller says why it is another. The 409 is an answer and no exception: that
    the caller was told of somebody is counted and stands in the log, which a refused transaction would take back.
    """
    if anyway := person.pop("register_anyway", None):
        return created(register_anyway(by=view.by, **anyway, **person))
    with within(*where):
        draft = draft_person(by=view.by, **person)
    if found := probably_registered(draft, view.by):
        sentence = _("This person is probably registered already. If not, say why with register_anyway.")
        told = LikelyOut(found, many=True, context=view.get_serializer_context()).data
        return problem(409, "probably_registered", sentence, facts={"people": told})
    return created(register(draft, person))
