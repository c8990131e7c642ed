"""A table that holds something on a person: what of it the person is given, and what erasure leaves of it, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.people.merged import records_of
from casework.people.models import Person

ALL, NONE = Q(), Q(pk__in=[])


class Because(models.TextChoices):
    """List the reasons for which something stays when a person is erased."""

    STATISTICS = "statistics", _("to count how many people were served, without saying who")
    MONEY = "money", _("to account for the money that was given")
    PROOF = "proof", _("to prove that the law on personal data was kept")


class HeldBack(models.TextChoices):
    """List the reasons for which a column is not in the export."""

    SEARCH = "search", _("the same once more, in the form in which it is searched")
    TECHNICAL = "technical", _("says only how Casework stores it")
    STAFF = "staff", _("names of staff: the organisation answers for them")
    OTHERS = "others", _("tells of somebody else")


@dataclass(frozen=True)
class Holding:
    """One table. `person` is the way from a row to her, "" for herself, and `also` another one, where a row is about
    two; `given` are its columns in the export.

    Erasure deletes the rows that are `gone`; of the others it sets the columns in `wiped` (a value, an expression, or a
    function that is called for each row) and leaves those `kept`, each for a reason. `coarse` says in words what less
    exact thing a wiped column still tells. Rows with a `file` go once the file is gone.
    """

    model: type[models.Model]
    person: str
    given: str
    held_back: dict[HeldBack, str] = field(default_factory=dict)
    gone: Q = ALL
    wiped: dict[str, object] = field(default_factory=dict)
    kept: dict[Because, str] = field(default_factory=dict)
    coarse: dict[Because, tuple] = field(default_factory=dict)
    file: str = ""
    also: str = ""

    @property
    def key(self) -> str:
        """Return the name of this part in the JSON: the table's, without its room."""
        return self.model._meta.db_table.partition("_")[2]

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def rows(self, person: Person) -> models.QuerySet:
        """Select those of the person, also of a record that was merged into theirs."""
        hers = records_of(person.pk)
        found = Q(**{f"{self.person or 'pk'}__in": hers})
        return self.model.objects.filter(found | Q(**{f"{self.also}__in": hers}) if self.also else found)

    def label(self, column: str) -> str:
        return str(self.model._meta.get_field(column).verbose_name)

    def stays(self) -> Iterator[tuple[Because, list[str]]]:
        """Yield in words what erasure leaves of it, by the reason."""
        for because in Because:
            columns = [self.label(c) for c in self.kept.get(because, "").split() if c in self.given.split()]
            if words := [*columns, *map(str, self.coarse.get(because, ()))]:
                yield because, words
