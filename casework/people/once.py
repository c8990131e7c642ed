"""One person is registered once: whoever registers somebody with a document waits for others with the same number.

Without it two who ask at the same moment whether the number is there are both told that it is not. Pages, REST and
imports wait on the same locks, which end with the transaction.
"""

from collections.abc import Iterable

from casework.access.models import Membership
from casework.base.locks import wait_for
from casework.people.models import IdentityDocument, Person


def wait_for_numbers(keys: Iterable[str]) -> None:
    """Waits until nobody else is registering somebody with one of these numbers (`number_key`); then it is ours."""
    wait_for(*(f"document:{key}" for key in keys if key))


def bearers_of(documents: Iterable[IdentityDocument], by: Membership) -> set:
    """The ids of people whom `by` sees and who have one of these documents, of the same kind and number."""
    wanted = {(document.kind, document.number_key) for document in documents}
    found = IdentityDocument.objects.visible_to(by).filter(number_key__in={key for _kind, key in wanted})
    people = {
        person for person, *document in found.values_list("person", "kind", "number_key") if tuple(document) in wanted
    }
    return set(Person.objects.visible_to(by).filter(pk__in=people).values_list("pk", flat=True))
