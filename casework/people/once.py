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
    """Return the ids of people whom `by` sees and who have one of these documents, of the same kind and number."""
    wanted = {(document.kind, document.number_key) for document in documents}
    same = IdentityDocument.objects.filter(number_key__in={key for _kind, key in wanted})
    found = [pk for pk, *document in same.values_list("pk", "kind", "number_key") if tuple(document) in wanted]
    if not found:  # of most who are registered; to ask what `by` sees costs several times as much
        return set()
    people = IdentityDocument.objects.visible_to(by).filter(pk__in=found).values_list("person", flat=True)
    return set(Person.objects.visible_to(by).filter(pk__in=list(people)).values_list("pk", flat=True))
