"""On whose behalf the database is asked: the second lock, under `visible_to`.

Each transaction says, in settings of its own, for which membership it runs; PostgreSQL's row-level security reads them
and shows nothing else, even to a query that forgot `visible_to`. Nothing said, nothing seen. What is said counts with a
seal of this process alone (`access.postgresql`): SQL that somebody smuggles into a statement can set it, and changes
nothing.

    acting_as(membership, door)   a request, or a command that works for somebody
    system(reason)                work for nobody in particular that must see all: jobs, and the few rules that judge
                                  by what their actor may not see
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from casework.access.models import Door, Membership, User
from casework.access.policy import Kind, Right, may, sections_read
from casework.access.postgresql.base import scope as _current
from casework.access.row_security import SCOPE_PARTS

# Empty for what a scope does not open; policies read these parts (access/row_security.py).
NOBODY = dict.fromkeys(SCOPE_PARTS, "")


@dataclass(frozen=True)
class Scope:
    """For whom, through which door; `parts` is what may be seen, by the names of `SCOPE_PARTS`."""

    membership: Membership | None
    door: Door
    parts: dict[str, str]
    user_id: UUID | None = None

    @cached_property
    def text(self) -> str:
        """Write the parts as the database reads them, to be sealed."""
        return "|".join(self.parts[name] for name in SCOPE_PARTS)

    @cached_property
    def history(self) -> dict[str, str]:
        """Return what history reads: who it is and through which door (access/history.py)."""
        membership = self.membership
        return {
            "casework.door": self.door.value,
            "casework.by_user": str(self.user_id or ""),
            "casework.by_membership": str(membership.pk) if membership else "",
            "casework.by_organisation": str(membership.organisation_id) if membership else "",
        }


WHOLE_COUNTRY = "*"


def current() -> Scope | None:
    """The scope of what is being done now, or None."""
    return _current.get()


def parts_of(membership: Membership | None) -> dict[str, str]:
    """Return what a membership may see, as `access.policy` has it."""
    if membership is None:
        return NOBODY
    organisation = membership.organisation
    told = {
        "membership": str(membership.pk),
        "organisation": str(organisation.pk),
        "sections": _array(sections_read(membership)),
        "duty": organisation.duty,
        "log": "own" if may(membership, Right.READ_LOG) else "",
        # Imports of its own organisation, IOM's as well.
        "imports": str(organisation.pk) if may(membership, Right.IMPORT) else "",
    }
    if organisation.kind == Kind.IOM:
        # By territory alone: that its organisation keeps a case opens it to no sub-office elsewhere.
        told["organisation"] = ""
        told["provinces"] = _array(membership.provinces) if membership.provinces else WHOLE_COUNTRY
        told["log"] = "all" if may(membership, Right.READ_LOG) else ""
    return NOBODY | told


def _array(codes) -> str:
    return f"{{{','.join(sorted(codes))}}}"


def _scope(membership: Membership | None, door: Door, user: User | AnonymousUser | None) -> Scope:
    user_id = membership.user_id if membership else getattr(user, "pk", None)
    return Scope(membership, door, parts_of(membership), user_id)


def act_as(membership: Membership | None, door: Door, user: User | None = None) -> None:
    """From here to the end of the request: for one who became known only in its course, by a token."""
    _current.set(_scope(membership, door, user))
    _declare_within_transaction()


@contextmanager
def acting_as(membership: Membership | None, door: Door, user: User | AnonymousUser | None = None) -> Iterator[None]:
    """What happens within is seen and written as this membership may; None may nothing.

    `user` is who it is where she acts under no membership.
    """
    with _within(_scope(membership, door, user)):
        yield


@contextmanager
def system(reason: str) -> Iterator[None]:
    """What happens within sees and writes all. `reason` says to the reader of the code why it must."""
    if not reason:
        raise ValueError("Say why the system has to see all.")
    outer = current() or Scope(None, Door.JOB, NOBODY)
    with _within(Scope(outer.membership, outer.door, NOBODY | {"system": "on"}, outer.user_id)):
        yield


@contextmanager
def _within(scope: Scope) -> Iterator[None]:
    token = _current.set(scope)
    _declare_within_transaction()
    try:
        yield
    finally:
        _current.reset(token)
        _declare_within_transaction()


def _declare_within_transaction() -> None:
    """A transaction that is open is told at once; one that begins is told by the connection (access/postgresql)."""
    if connection.in_atomic_block and not connection.needs_rollback and connection.is_usable_now():
        connection.declare_scope()
