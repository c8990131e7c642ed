"""Which outcomes a task may have, by what it is about; the first one is what is usual."""

from casework.followups.models import Rule, Task
from casework.people.models import ContactAttempt

Outcome, Trigger, Result = Task.Outcome, Rule.Trigger, ContactAttempt.Result

_CALL = (Outcome.REACHED, Outcome.NOT_REACHED)
_BY_TRIGGER = {
    Trigger.APPOINTMENT_PASSED: (Outcome.ATTENDED, Outcome.MISSED, Outcome.NOT_REACHED),
    Trigger.BUSINESS_VISIT: (Outcome.ALIVE, Outcome.ENDED, Outcome.NOT_REACHED),
    Trigger.INSTALMENT_DUE: (Outcome.DONE,),
    Trigger.RETENTION_NEAR: (Outcome.DONE,),
    Trigger.DATA_REQUEST_DUE: (Outcome.DONE,),
    Trigger.ACCESS_ASKED: (Outcome.DONE,),
    Trigger.BIRTH_UNSETTLED: (Outcome.DONE, *_CALL),
    Trigger.HOUSEHOLD_BEREAVED: (Outcome.DONE, *_CALL),
    Trigger.BLOCKER_REVIEW: (Outcome.DONE, *_CALL),
    Trigger.STAGE_STUCK: (Outcome.DONE, *_CALL),
}
_BY_ORIGIN = {Task.Origin.STAFF: (Outcome.DONE, *_CALL), Task.Origin.REPLY: (Outcome.DONE, *_CALL)}
# What each of them says of whether she was reached.
REACHED = frozenset({Outcome.REACHED, Outcome.ATTENDED, Outcome.MISSED, Outcome.ALIVE, Outcome.ENDED})


def offered(task: Task) -> tuple[Outcome, ...]:
    """What may be said of it with one tap; that it is not needed, and a move, may always be said."""
    if task.rule_id:
        return _BY_TRIGGER.get(task.rule.trigger, _CALL)
    return _BY_ORIGIN.get(task.origin, _CALL)


def result_of(outcome: str) -> Result | None:
    """What the outcome says of the try to reach her; None: nothing."""
    if outcome in REACHED:
        return Result.REACHED
    return Result.NO_ANSWER if outcome == Outcome.NOT_REACHED else None
