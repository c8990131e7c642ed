"""Public ids: random, so that nothing of them can be guessed and nothing sequential leaks; but those that a process
makes within a moment begin alike.

Rows that are written together then lie together in every index by id. With ids that have nothing in common a batch of
an import touched nearly every page of each index of a register of a million, and PostgreSQL wrote the pages whole to
its log. An id tells neither when it was made nor what comes before or after it; of two of them, at most that one
process made them within the same moment.
"""

import os
import time
import uuid

from django.db import models

# In an index of a million rows some fifteen begin alike: they lie on one page, and so do thousands that follow.
ALIKE_BYTES, MOMENT = 2, 60


class _Neighbourhood:
    """How the ids of this moment begin, in this process."""

    beginning, until, process = b"", 0.0, 0

    def now(self) -> bytes:
        clock = time.monotonic()
        if clock >= self.until or self.process != os.getpid():
            self.beginning, self.until, self.process = os.urandom(ALIKE_BYTES), clock + MOMENT, os.getpid()
        return self.beginning


_neighbourhood = _Neighbourhood()


def new_id() -> uuid.UUID:
    """A new random id (version 4), 106 bits of which nobody knows."""
    return uuid.UUID(bytes=_neighbourhood.now() + os.urandom(16 - ALIKE_BYTES), version=4)


class IdField(models.UUIDField):
    """The id of a row. To migrations it is Django's field of random ids, as it is to the database."""

    def __init__(self, **options):
        super().__init__(**{"primary_key": True, "editable": False, **options, "default": new_id})

    def deconstruct(self):
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.UUIDField", arguments, {**options, "default": uuid.uuid4}
