"""How fast a list of cases goes out as a file, and the most memory that takes: as many rows as are allowed."""

from collections.abc import Iterator

from bench.imports import Pace, paced
from casework.access.models import Door, Membership
from casework.access.scope import acting_as
from casework.journey.models import Case
from casework.web.exports import CASES, MOST, Form, Taken, as_response, case_rows, columns_for


def exports(by: Membership) -> Iterator[Pace]:
    with acting_as(by, Door.WEB):
        newest = Case.objects.visible_to(by).open().order_by("-moved_at", "id")
        keys = list(newest.values_list("pk", flat=True)[: max(MOST.values())])
    for form in Form:
        taken = Taken("cases", keys[: MOST[form]], columns_for(by, CASES), case_rows)
        yield paced(f"a list as {form}", len(taken.keys), lambda taken=taken, form=form: _take_out(taken, by, form))


def _take_out(taken: Taken, by: Membership, form: str) -> None:
    """As a browser takes it: part by part, keeping none of them."""
    with acting_as(by, Door.WEB):
        response = as_response(taken, by, form)
    with acting_as(None, Door.JOB):
        for _part in response.streaming_content:
            pass
    response.close()
