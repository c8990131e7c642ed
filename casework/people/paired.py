"""Reads about pairs of people who may be one, or of one household."""

from django.db.models import F, Q

from casework.access.models import Membership
from casework.access.policy import Section, reads
from casework.people.queries import ScopedQuerySet


class _OtherOfPairQuerySet(ScopedQuerySet):
    person_path = "other"


class DuplicateQuerySet(ScopedQuerySet):
    """Pairs of people, for those who see both. Of two who were merged there is one."""

    person_path = "one"

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        section = section or self.section
        if not reads(membership, section):
            return self.none()
        other = _OtherOfPairQuerySet(self.model)
        both = self.filter(self.scope(membership, section), other.scope(membership, section))
        return both.filter(one__merged_into=None, other__merged_into=None)

    def worked_on(self):
        """Those that somebody decided; the others come and go by themselves."""
        return self.exclude(state="open")

    def of(self, person):
        return self.filter(Q(one=person) | Q(other=person))

    def between(self, person, another):
        return self.of(person) & self.of(another)

    def to_review(self, kind: str):
        """The likeliest first; who lives together by now is not proposed as one household."""
        pairs = self.filter(kind=kind, state="open").order_by("-probability", "id")
        if kind != "household":
            return pairs
        apart = ~Q(one__household=F("other__household"))
        return pairs.filter(Q(one__household=None) | Q(other__household=None) | apart)
