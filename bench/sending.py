"""How many messages one process sends a second, to a gateway that takes 20 ms for each."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from casework.followups import dispatch, planning
from casework.followups.models import Reminder
from casework.journey.models import Case
from casework.places.zones import MAINLAND
from config.stack import BASE_DIR
from tests.followups import crowd
from tests.followups.fake_gateway import doubles, sent_to

MESSAGES, PER_SECOND, LATENCY = 10_000, 500, 20


@dataclass(frozen=True)
class Sending:
    """So many in so long; each looked at again, sent and written down, with its line on the timeline."""

    messages: int
    seconds: float
    twice: int

    def line(self) -> str:
        rate = self.messages / self.seconds
        name = f"send {self.messages:,} reminders, gateway of {LATENCY} ms, one process, {self.twice} twice"
        verdict = f"≥ {PER_SECOND}/s {'ok' if rate >= PER_SECOND else 'MISSED'}"
        return f"| {name} | {self.seconds:.1f} s | | | | 1 | {verdict}: {rate:,.0f}/s |"


def sendings() -> Iterator[Sending]:
    """Reminders of an appointment to a crowd that stays in the database of the benchmarks; all others wait."""
    known = set(Case.objects.filter(person__given_names__startswith="Persona ").values_list("pk", flat=True))
    crowd.make(MESSAGES)
    made = Case.objects.filter(person__given_names__startswith="Persona ").exclude(pk__in=known)
    cases = list(made.values_list("pk", flat=True))
    for begin in range(0, len(cases), 1000):
        planning.plan(today=timezone.localdate(timezone=MAINLAND), cases=cases[begin : begin + 1000])
    others = Reminder.objects.filter(state=Reminder.State.PLANNED).exclude(rule__code="appointment")
    others.update(send_at=timezone.now() + timedelta(days=3650))
    with TemporaryDirectory() as folder:
        record = Path(folder) / "sent.jsonl"
        gateway = _gateway(record)
        try:
            yield _send(gateway.stdout.readline().strip(), record)
        finally:
            gateway.kill()


def _gateway(record: Path) -> subprocess.Popen[str]:
    arguments = ["-m", "tests.followups.fake_gateway", "--record", str(record), "--latency-ms", str(LATENCY)]
    return subprocess.Popen([sys.executable, *arguments], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)


def _send(url: str, record: Path) -> Sending:
    options = {"url": f"{url}/sms", "token": "token", "honours_key": True, "has_receipts": False}
    limits = {"timeout": 10.0, "connect_timeout": 3.0, "connections": 50}
    adapter = "casework.followups.channels.gateway.Gateway"
    settings.MESSAGE_CHANNELS = {"sms": {"ADAPTER": adapter, "OPTIONS": options | limits}}
    settings.MESSAGE_SENDING = settings.MESSAGE_SENDING | {"ANY_TIME": True}
    begun = time.perf_counter()
    done = dispatch.dispatch(seconds=600)
    seconds = time.perf_counter() - begun
    return Sending(done.sent, seconds, len(doubles(list(sent_to(record)))))
