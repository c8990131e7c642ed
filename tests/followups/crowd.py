"""Many people who are to be reminded of an appointment, made at once: for the tests with real processes, and bench/.

    python -m tests.followups.crowd make 5000
    python -m tests.followups.crowd check 5000

make them in the database of the environment's data folder, and see to it that each reminder of theirs is written down
as sent, and none as a call to be made. Each has an open case, agreed to messages, and has a number
of her own; her appointment is in two days, so she was to be told of it yesterday, on a day on which nothing ran.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

from config.processes import poll

PATIENCE = 90


def number_of(place: int) -> str:
    """The telephone of the one who was made at this place."""
    return f"+5939{70_000_000 + place:08}"


def make(count: int) -> None:
    """All of them, in the scope of whoever calls."""
    from django.utils import timezone  # noqa: PLC0415  (needs django.setup())

    from casework.access.models import Organisation, User  # noqa: PLC0415
    from casework.base.codes import new_code  # noqa: PLC0415
    from casework.journey.models import Case, Pathway, StageRecord  # noqa: PLC0415
    from casework.people.models import Consent, ConsentText, ContactPoint, Person, PersonAccess  # noqa: PLC0415
    from casework.people.rules import contact_key  # noqa: PLC0415

    now = timezone.now()
    hias = Organisation.objects.get_or_create(short_name="HIAS", defaults={"name": "HIAS", "kind": "partner"})[0]
    ana = User.objects.filter(email="ana@crowd.example").first()
    ana = ana or User.objects.create_user("ana@crowd.example", "Ana", "correct horse battery staple")
    virte, text = Pathway.objects.get(code="virte"), ConsentText.objects.filter(purpose="contact").first()
    people = [Person(given_names=f"Persona {place}", name_key=f"persona {place}") for place in range(count)]
    Person.objects.bulk_create(people, batch_size=1000)
    codes: set[str] = set()
    while len(codes) < count:
        codes |= {new_code() for _ in range(count - len(codes))}
        codes -= set(Case.objects.filter(code__in=codes).values_list("code", flat=True))
    facts = {"organisation": hias, "caseworker": ana, "pathway": virte}
    cases = [Case(code=code, person=who, **facts) for code, who in zip(sorted(codes), people, strict=True)]
    Case.objects.bulk_create(cases, batch_size=1000)
    owner = {"organisation": hias, "organisation_kind": "partner", "reason": "owner"}
    PersonAccess.objects.bulk_create((PersonAccess(person=who, **owner) for who in people), batch_size=1000)
    appointment = {
        "stage": "cpm",
        "status": "in_progress",
        "since": now.date(),
        "appointment_at": now + timedelta(days=2),
    }
    StageRecord.objects.bulk_create((StageRecord(case=case, **appointment) for case in cases), batch_size=1000)
    ContactPoint.objects.bulk_create(
        (
            ContactPoint(person=who, kind="phone", value=number, value_key=contact_key("phone", number))
            for who, number in ((who, number_of(place)) for place, who in enumerate(people))
        ),
        batch_size=1000,
    )
    given = {"text": text, "purpose": "contact", "how": "spoken", "recorded_by": ana, "organisation": hias}
    Consent.objects.bulk_create((Consent(person=who, **given) for who in people), batch_size=1000)


def check(count: int) -> None:
    """Waits until each has one reminder that was sent; what a process left when it died is taken over by others."""
    from django.db.models import Count  # noqa: PLC0415  (needs django.setup())

    from casework.followups.models import Reminder, Task  # noqa: PLC0415

    for _ in poll(time.monotonic() + PATIENCE, every=0.5):
        states = dict(Reminder.objects.order_by().values_list("state").annotate(Count("pk")))
        if states == {"sent": count}:
            break
    else:
        raise SystemExit(f"not all were sent: {states}")
    people = Reminder.objects.values("person").distinct().count()
    calls = Task.objects.filter(origin="call").count()
    if (people, calls) != (count, 0):
        raise SystemExit(f"{people} people instead of {count}, {calls} calls")


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from casework.access.scope import system  # noqa: PLC0415

    act, count = sys.argv[1], int(sys.argv[2])
    with system("a crowd of invented people is made, and looked at"):
        {"make": make, "check": check}[act](count)
    print(f"{act}: done", flush=True)


if __name__ == "__main__":
    main()
