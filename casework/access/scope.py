"""On whose behalf the database is asked: the second lock, under `visible_to`.

Each transaction says, in settings of its own, for which membership it runs; PostgreSQL's row-level security reads them
and shows nothing else, even to a query that forgot `visible_to`. Nothing said, nothing seen.

    acting_as(membership, door)   a request, or a command that works for somebody
    system(reason)                work for nobody in particular that must see all: jobs, and the few rules that judge
                                  by what their actor may not see
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from casework.access.models import Door, Membership, User
from casework.access.policy import Kind, Right, may, sections_read
from casework.access.postgresql.base import scope as _current


@dataclass(frozen=True)
class Scope:
    """For whom, through which door; `settings` is what the database is told."""

    membership: Membership | None
    door: Door
    settings: dict[str, str]
    user_id: UUID | None = None

    def told(self) -> dict[str, str]:
        """All that the database is told: what may be seen, and for history who it is and through which door."""
        who = {"casework.door": self.door.value, "casework.by_user": str(self.user_id or "")}
        if self.membership:
            who["casework.by_membership"] = str(self.membership.pk)
            who["casework.by_organisation"] = str(self.membership.organisation_id)
        return self.settings | who


# What the database reads; policies are written against these names (access/row_security.py).
NOBODY = {
    "casework.system": "",
    "casework.membership": "",
    "casework.organisation": "",
    "casework.sections": "{}",
    "casework.provinces": "",
    "casework.duty": "",
    "casework.log": "",
    "casework.imports": "",
    # Only history reads these, for who and through which door (access/history.py).
    "casework.by_user": "",
    "casework.by_membership": "",
    "casework.by_organisation": "",
    "casework.door": "",
}
WHOLE_COUNTRY = "*"


def current() -> Scope | None:
    """The scope of what is being done now, or None."""
    return _current.get()


def settings_of(membership: Membership | None) -> dict[str, str]:
    """What the database is told of a membership: as `access.policy` has it."""
    if membership is None:
        return NOBODY
    organisation = membership.organisation
    told = {
        "casework.membership": str(membership.pk),
        "casework.organisation": str(organisation.pk),
        "casework.sections": _array(sections_read(membership)),
        "casework.duty": organisation.duty,
        "casework.log": "own" if may(membership, Right.READ_LOG) else "",
        # Of whose imports she sees: her organisation's own, IOM's as well.
        "casework.imports": str(organisation.pk) if may(membership, Right.IMPORT) else "",
    }
    if organisation.kind == Kind.IOM:
        # By territory alone: that its organisation keeps a case opens it to no sub-office elsewhere.
        told["casework.organisation"] = ""
        told["casework.provinces"] = _array(membership.provinces) if membership.provinces else WHOLE_COUNTRY
        told["casework.log"] = "all" if may(membership, Right.READ_LOG) else ""
    return NOBODY | told


def _array(codes) -> str:
    return f"{{{','.join(sorted(codes))}}}"


def _scope(membership: Membership | None, door: Door, user: User | AnonymousUser | None) -> Scope:
    user_id = membership.user_id if membership else getattr(user, "pk", None)
    return Scope(membership, door, settings_of(membership), user_id)


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
    with _within(Scope(outer.membership, outer.door, NOBODY | {"casework.system": "on"}, outer.user_id)):
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
