"""The map of the journey as the field describes it, written out a second time: tests hold the code to this page.

A row is the status a stage stands in, a column the move; the cell is where it leads, "-" that there is no such move.
"""

_REGISTRATION = """
            start       submit approve refuse renew reopen      skip
not_started in_progress -      -       -      -     -           -
in_progress -           -      done    -      -     -           -
submitted   -           -      -       -      -     -           -
done        -           -      -       -      -     in_progress -
refused     -           -      -       -      -     -           -
not_needed  -           -      -       -      -     -           -
"""

_DECIDED_BY_A_MINISTRY = """
            start       submit    approve refuse  renew       reopen      skip
not_started in_progress -         -       -       -           -           not_needed
in_progress -           submitted done    refused -           -           not_needed
submitted   -           -         done    refused -           in_progress -
done        -           -         -       -       in_progress in_progress -
refused     -           -         -       -       -           in_progress not_needed
not_needed  in_progress -         -       -       -           -           -
"""

_TRAINING = """
            start       submit approve refuse  renew reopen      skip
not_started in_progress -      -       -       -     -           not_needed
in_progress -           -      done    refused -     -           not_needed
submitted   -           -      -       -       -     -           -
done        -           -      -       -       -     in_progress -
refused     -           -      -       -       -     in_progress not_needed
not_needed  in_progress -      -       -       -     -           -
"""

_SEED_CAPITAL = """
            start       submit    approve refuse  renew reopen      skip
not_started in_progress -         -       -       -     -           not_needed
in_progress -           submitted done    refused -     -           not_needed
submitted   -           -         done    refused -     in_progress -
done        -           -         -       -       -     in_progress -
refused     -           -         -       -       -     in_progress not_needed
not_needed  in_progress -         -       -       -     -           -
"""


def _read(table):
    head, *rows = table.strip().splitlines()
    cells = [row.split() for row in rows]
    return {
        (status, verb): None if to == "-" else to
        for status, *targets in cells
        for verb, to in zip(head.split(), targets, strict=True)
    }


MAP = {
    "registration": _read(_REGISTRATION),
    "cpm": _read(_DECIDED_BY_A_MINISTRY),
    "visa": _read(_DECIDED_BY_A_MINISTRY),
    "cedula": _read(_DECIDED_BY_A_MINISTRY),
    "training": _read(_TRAINING),
    "seed_capital": _read(_SEED_CAPITAL),
}
STATUSES = ("not_started", "in_progress", "submitted", "done", "refused", "not_needed")
VERBS = ("start", "submit", "approve", "refuse", "renew", "reopen", "skip")
OPEN = ("in_progress", "submitted")
YIELDS = {"cpm": "cpm", "visa": "visa", "cedula": "ec_cedula"}
DUTY = {"cpm": "cpm", "visa": "visa", "cedula": "cedula", "training": "inclusion"}


def allowed(stage, status):
    return [verb for verb in VERBS if MAP[stage][status, verb]]
