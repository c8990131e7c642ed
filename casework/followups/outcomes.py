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
    Trigger.NUMBER_RECYCLED: (Outcome.DONE, *_CALL),
    Trigger.BIRTH_UNSETTLED: (Outcome.DONE, *_CALL),
    Trigger.HOUSEHOLD_BEREAVED: (Outcome.DONE, *_CALL),
    Trigger.BLOCKER_REVIEW: (Outcome.DONE, *_CALL),
    Trigger.STAGE_STUCK: (Outcome.DONE, *_CALL),
}
_BY_ORIGIN = {Task.Origin.STAFF: (Outcome.DONE, *_CALL), Task.Origin.REPLY: (Outcome.DONE, *_CALL)}
# What says by itself whether the person was reached. That an appointment was missed, or that a business goes on, may
# be known from others: a contact is recorded only where somebody says how it was.
_SAYS = {Outcome.REACHED: Result.REACHED, Outcome.NOT_REACHED: Result.NO_ANSWER}
# What may have been heard from the person.
MAY_BE_HEARD = frozenset({Outcome.DONE, Outcome.ATTENDED, Outcome.MISSED, Outcome.ALIVE, Outcome.ENDED})


def offered(task: Task) -> tuple[Outcome, ...]:
    """What may be said of it with one tap; that it is not needed, and a move, may always be said."""
    if task.rule_id:
        return _BY_TRIGGER.get(task.rule.trigger, _CALL)
    return _BY_ORIGIN.get(task.origin, _CALL)


def result_of(outcome: str, *, heard: bool = False) -> Result | None:
    """Return the outcome's word on a try to reach the person, None where there was none.

    `heard`: whoever ends the task says that it was heard from the person, and how.
    """
    return Result.REACHED if heard and outcome in MAY_BE_HEARD else _SAYS.get(outcome)
