"""The collector of cycles rests while a batch is worked on.

With caches of a million names it took three quarters of the search for duplicates. Batches make no cycles worth
collecting; what they make is freed by its count of references as ever.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is collected within. Within another it does nothing: the outermost ends the rest."""
    rests_already = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not rests_already:
            gc.enable()
