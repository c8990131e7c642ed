"""Rows that are held by the row they hang on, as if Django had prefetched them."""

from collections.abc import Iterable

from django.db import models


def hold(row: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Lets a row have these as its `name`, and each of them have the row: they are what the database holds."""
    manager, rows = getattr(row, name), list(rows)
    for one in rows:
        setattr(one, manager.field.name, row)
    held = manager.get_queryset()
    held._result_cache, held._prefetch_done = rows, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held
