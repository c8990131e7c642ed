"""Registering somebody over REST, who is not registered yet or is registered all the same, with the reason."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from casework.api.people.matching import LikelyOut
from casework.api.resource import Resource
from casework.base.errors import Conflict, within
from casework.journey.anyway import probably_registered
from casework.people.drafts import draft_person


def register_once(
    view: Resource, person: dict, register: Callable, register_anyway: Callable, *, where: tuple[str, ...] = ()
):
    """Calls `register` with these facts of a person, or `register_anyway` with the reason that the caller gives.

    `where` the facts stand in the body. Raises Conflict, with what the caller may know of them, for somebody who is
    probably registered.
    """
    if anyway := person.pop("register_anyway", None):
        return register_anyway(by=view.by, **anyway, **person)
    with within(*where):
        draft = draft_person(by=view.by, **person)
    if found := probably_registered(draft, view.by):
        sentence = _("This person is probably registered already. If not, say why with register_anyway.")
        told = LikelyOut(found, many=True, context=view.get_serializer_context()).data
        raise Conflict("probably_registered", sentence, people=told)
    return register(by=view.by, **person)
