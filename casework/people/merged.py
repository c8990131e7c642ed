"""Records of people that were merged into others: found again by their ids, and never in a list."""

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.people.queries import ScopedQuerySet


class MergeQuerySet(ScopedQuerySet):
    """Seen by who sees the one who is kept."""

    person_path = "kept"

    def standing(self):
        return self.filter(undone_at=None)


class MergeStepQuerySet(models.QuerySet):
    def visible_to(self, membership: Membership | None):
        """Nobody looks at them: undoing goes by them, and shows what its reader may see of the rows themselves."""
        return self.none()


def kept_instead(person_id, membership: Membership | None):
    """Who is kept instead of the record with this id, which was merged into hers, if the membership sees her."""
    people = apps.get_model("people", "Person").objects
    with system("the record that is gone is seen by nobody; whom it became is, by who sees her"):
        into = person_id
        while further := people.filter(pk=into).values_list("merged_into", flat=True).first():
            into = further
    return people.visible_to(membership).filter(pk=into).first() if into != person_id else None


def refuse_merged(person_id, membership: Membership | None) -> None:
    """Raise Conflict, naming the record that is kept, for the id of one that was merged into it and that is seen so.

    Nothing is raised for any other id: who may not see the one who is kept learns nothing.
    """
    if kept := kept_instead(person_id, membership):
        sentence = _("This record was merged into the one of %(name)s. Write there.") % {"name": kept.full_name}
        raise Conflict("merged", sentence, merged_into=str(kept.pk))


def records_of(person_id) -> list:
    """Her id, and those of the records that were merged into hers, one after the other."""
    people = apps.get_model("people", "Person").objects
    found, new = [], [person_id]
    with system("the record that is gone is seen by nobody, and is hers"):
        while new:
            found += new
            new = list(people.filter(merged_into__in=new).values_list("pk", flat=True))
    return found
