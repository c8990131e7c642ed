"""What every change leaves behind: a row of history, written by the database itself (django-pghistory's triggers).

    @remembered("person")
    class ContactPoint(Record): …

makes the table ContactPointHistory, which gets a row whenever a contact is added, changed or deleted, whoever does it
and however. A row says how things stood BEFORE (of an addition: what was added), so it also tells what was changed or
deleted of rows that are older than their history; what came after stands in the next row, or in the table itself.

Who acted and through which door the columns say by themselves: their defaults read what the transaction was told
(`access.scope`). No row points at anything with a constraint, so history outlives what it tells of.
"""

from collections.abc import Callable, Sequence

import pghistory
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

ADDED, CHANGED, DELETED = "insert", "update", "delete"
# Written with every save, so it says nothing that the row of history does not.
NEVER_KEPT = ("id", "updated_at")


def told(name: str, kind: models.Field) -> Cast:
    """What the transaction was told under this name, or NULL."""
    setting = Func(Value(name), Value(True), function="current_setting", output_field=models.TextField())
    return Cast(NullIf(setting, Value("")), kind)


class History(Event):
    """A row of history: who, for whom, through which door; beside the columns of the table it is about."""

    pgh_id = models.BigAutoField(primary_key=True)
    by_user = models.UUIDField(_("user"), null=True, db_default=told("casework.by_user", models.UUIDField()))
    by_membership = models.UUIDField(
        _("membership"), null=True, db_default=told("casework.by_membership", models.UUIDField())
    )
    by_organisation = models.UUIDField(
        _("organisation"), null=True, db_default=told("casework.by_organisation", models.UUIDField())
    )
    door = models.CharField(
        _("through"), max_length=8, null=True, db_default=told("casework.door", models.CharField(max_length=8))
    )

    class Meta:
        abstract = True


def remembered(
    way: str = "pgh_obj",
    *,
    rows: type[models.QuerySet] = models.QuerySet,
    without: Sequence[str] = (),
    additions: bool = True,
) -> Callable:
    """Keeps the history of a model in a table of its own, found by `way`: the column that leads to whom it is about.

    `rows` is how it is read: mostly as the table itself, within the same scope and sections. `without` are columns that
    history must not hold, such as secrets. Without `additions` it does not tell what was added: of a table that a job
    fills by the hundred thousand the row says that itself.
    """

    def track(model: type[models.Model]) -> type[models.Model]:
        names = {field.name for field in model._meta.concrete_fields}
        return pghistory.track(
            # By statement: an import adds five hundred rows with one, and each would call a function of its own.
            *([pghistory.InsertEvent(ADDED, level=pghistory.Statement)] if additions else []),
            pghistory.UpdateEvent(CHANGED, row=pghistory.Old),
            pghistory.DeleteEvent(DELETED),
            exclude=[*(names & set(NEVER_KEPT)), *without],
            obj_field=pghistory.ObjForeignKey(related_name="history", db_index=False),
            context_field=None,
            base_model=History,
            attrs={"objects": rows.as_manager()},
            model_name=f"{model._meta.object_name}History",
            meta={
                "verbose_name": model._meta.verbose_name,
                "verbose_name_plural": model._meta.verbose_name_plural,
                "indexes": [models.Index(fields=[way, "pgh_id"]), models.Index(fields=["by_user", "-pgh_created_at"])],
            },
        )(model)

    return track
