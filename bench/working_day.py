"""A working day under load, from the first who signs in to the report: the phases of bench/load.py."""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator

import gevent
from django.db import connection
from locust.contrib.fasthttp import FastHttpSession
from locust.env import Environment

from bench import writes
from bench.beside import ORGANISATION, ROWS, SheetOfTheDay, api_client, poll, send_jobs
from bench.imports import known_documents, sheet_of
from bench.loads import Record, Shares, Window, cores_of, slowed
from bench.measure import hardware, machine
from bench.service import TURNS, Service, ServiceError, Watch
from bench.visitors import ANSWER_WITHIN, MIX, Browser, Visitor, everybody, pace, staff
from casework.access.models import Organisation, User
from casework.access.scope import system
from casework.people.models import Person
from config import stack
from config.celery import app

__all__ = ["ServiceError", "WorkingDay"]

PEOPLE = 2_000
STEP, STEP_SECONDS, MOST_SESSIONS = 50, 120, 2_000
# Signing in is limited to 300 a minute for one address.
MOST_A_SECOND = 4
# Seconds that the ramp may take longer than it was given; between the ramp and the jobs.
RAMP_PATIENCE, SETTLED = 120, 20


class WorkingDay:
    """Sessions of people, what goes on beside them, and the windows of time in which answers are counted."""

    def __init__(self, arguments: argparse.Namespace, say: Callable[[str], None]) -> None:
        """Raises ValueError for cores that the machine has not."""
        self.given, self.say = arguments, say
        self.record = Record()
        self.service = None if arguments.host else Service(arguments.port, say)
        self.host = (arguments.host or self.service.address).rstrip("/")
        if self.service:
            self.service.cores = cores_of(arguments.cores, os.sched_getaffinity(0))
        self.written = writes.Writes(stack.DATA_DIR / f"writes-{time.strftime('%Y%m%d-%H%M%S')}.jsonl")
        self.environment = Environment(user_classes=[Visitor], host=self.host)
        self.runner = self.environment.create_local_runner()
        self.watch = Watch(self.service, lambda: self.record.under_way) if self.service else None
        self.sheet: SheetOfTheDay | None = None
        self.greenlets: list[gevent.Greenlet] = []
        self.outage = ""

    def report(self) -> Iterator[str]:
        """Do all of it; yields the lines of the report as they come."""
        yield from self._open()
        yield from self._come_in()
        yield from self._work()
        if self.given.step_up:
            yield from self._step_up()
        self.record.begin("after the end")
        self._go_home()
        if self.given.check_writes or self.given.kill_database_at is not None:
            yield from self._check_writes()

    def close(self) -> None:
        """Stop everything that was started."""
        self._go_home()
        if self.service:
            self.service.stop()

    def _open(self) -> Iterator[str]:
        people = self.given.people or PEOPLE
        roles = everybody(people)
        if self.service:
            self.service.make_people(people)
            self.service.start()
            self.service.pin()
            with system("a benchmark of many at work counts the people"):
                people = Person.objects.count()
                # As an administrator gives it to a partner that brings sheets: the same day may see many runs.
                Organisation.objects.filter(short_name=ORGANISATION).update(disclosure_budget=ROWS * 50)
                there = set(User.objects.filter(email__endswith=".example").values_list("email", flat=True))
            roles = {email: role for email, role in everybody(people).items() if email in there}
            yield machine()
        else:
            yield hardware()
        Visitor.record, Visitor.writes = self.record, self.written
        rng = random.Random(self.given.seed)
        Visitor.emails = staff(MOST_SESSIONS if self.given.step_up else self.given.users, roles, rng)
        pace(self.given.act_every)
        mix = ", ".join(f"{name.replace('_', ' ')} {share} %" for name, share in MIX.items())
        pinned = f", cores {self.given.cores}" if self.given.cores else ""
        yield f"- {people:,} people; {self.host}, {TURNS} turns of the web{pinned}"
        yield (
            f"- {self.given.users} sessions of {len(set(Visitor.emails[: self.given.users]))} users, one act in"
            f" {self.given.act_every:g} s each: {mix}"
        )

    def _come_in(self) -> Iterator[str]:
        self.say(f"{self.given.users} sessions sign in")
        self.record.begin("ramp")
        if self.watch:
            self._begin(self.watch.look_for_good)
        try:
            self._ramp_to(self.given.users, self.given.ramp)
        finally:
            yield from self.record.begin("load").lines(budget=None)
        if self.watch:
            self.watch.begin()

    def _ramp_to(self, sessions: int, seconds: float) -> None:
        """Return when all are signed in. Raises ServiceError when they are not within the patience of the ramp."""
        rate = min(MOST_A_SECOND, max(0.1, (sessions - self.runner.user_count) / max(seconds, 1)))
        until = time.monotonic() + (sessions - self.runner.user_count) / rate + RAMP_PATIENCE
        self.runner.start(sessions, spawn_rate=rate)
        while Visitor.at_work < sessions:
            if time.monotonic() > until:
                raise ServiceError(f"Only {Visitor.at_work} of {sessions} sessions are signed in: give a longer --ramp")
            gevent.sleep(0.5)

    def _work(self) -> Iterator[str]:
        """Measure the time with what goes on beside the people; before it, where asked for, some time without."""
        quiet = None
        if self.given.quiet:
            self.say(f"At work for {self.given.quiet:g} minutes without jobs")
            self.record.begin("without jobs")
            gevent.sleep(self.given.quiet * 60)
            quiet = self.record.begin("load")
            yield from self._told(quiet)
        self.say(f"At work for {self.given.minutes:g} minutes")
        self._bring_in_what_is_beside()
        if self.given.kill_database_at is not None:
            gevent.sleep(self.given.kill_database_at)
            yield from self._lose_database()
        until = self.record.window.begun + self.given.minutes * 60
        while (left := until - time.monotonic()) > 0:
            gevent.sleep(min(left, 60))
            every = self.record.window.together()
            self.say(f"{every.number:,} answers, {every.failed} failed; {max(0, until - time.monotonic()):.0f} s left")
        busy = self.record.begin("after the load")
        yield from self._told(busy)
        if self.sheet:
            yield from self.sheet.lines()
        if quiet:
            yield from slowed(quiet, busy)

    def _told(self, window: Window) -> Iterator[str]:
        yield from window.lines(self.given.budget)
        if self.watch:
            yield from self.watch.begin().lines(TURNS)

    def _bring_in_what_is_beside(self) -> None:
        client = self.given.api_client.partition(":")[::2] if self.given.api_client else None
        known = []
        if self.service:
            client = client or api_client()
            with system("a benchmark takes documents of the register into its sheet"):
                known = known_documents(ROWS)
            connection.close()
            gevent.spawn_later(SETTLED, send_jobs, app)
        if client:
            self._begin(poll, self._browser(), *client)
        self.sheet = SheetOfTheDay(self._browser(), self.written, sheet_of(random.Random(), ROWS, known))
        self._begin(self.sheet.bring)

    def _browser(self) -> Browser:
        limits = {"network_timeout": ANSWER_WITHIN, "connection_timeout": ANSWER_WITHIN}
        return Browser(FastHttpSession(self.host, self.environment.events.request, None, **limits), self.record)

    def _begin(self, act: Callable, *arguments: object) -> None:
        self.greenlets.append(gevent.spawn(act, *arguments))

    def _lose_database(self) -> Iterator[str]:
        """Kill it in the middle of the work; what is answered until /healthz is well again is counted apart."""
        yield from self._told(self.record.begin("while the database is gone"))
        self.say("Killing the database with -9")
        self.service.kill_database()
        seconds = self.service.comes_back()
        if seconds is None:
            raise ServiceError("the service has not come back by itself after its database was killed")
        self.outage = f"- The database was killed with -9; /healthz was well again after {seconds:.1f} s, by itself"
        yield from self.record.begin("load, after the database came back").lines(budget=None)
        yield self.outage

    def _step_up(self) -> Iterator[str]:
        """More and more sessions, until the service breaks; says at how many, and what had nothing left."""
        sessions, why = self.given.users, ""
        while not why and sessions + STEP <= MOST_SESSIONS:
            sessions += STEP
            self.say(f"{sessions} sessions")
            try:
                self._ramp_to(sessions, STEP / 2)
            except ServiceError as error:
                why = str(error)
            self.record.begin(f"{sessions} sessions")
            if self.watch:
                self.watch.begin()
            gevent.sleep(STEP_SECONDS)
            window = self.record.begin("between steps")
            why = why or window.breaks(self.given.budget)
            yield from window.lines(self.given.budget)
            yield from self._what_broke(sessions, why)
        if not why:
            yield f"\n**It bears {sessions} sessions**; more were not tried"

    def _what_broke(self, sessions: int, why: str) -> Iterator[str]:
        seen = self.watch.begin() if self.watch else Shares()
        yield from seen.lines(TURNS)
        if why:
            yield f"\n**It breaks at {sessions} sessions**: {why}"
            yield f"- First: {seen.broke_first(TURNS, len(os.sched_getaffinity(0)))}"

    def _go_home(self) -> None:
        gevent.killall(self.greenlets)
        self.greenlets.clear()
        self.runner.quit()

    def _check_writes(self) -> Iterator[str]:
        """Look for every write that was answered, after the service was stopped and started again."""
        self.say("Starting the service again, to look for each write that was answered")
        self.service.stop()
        self.service.start()
        with system("a benchmark looks for the writes of its people"):
            yield from writes.lines(self.written.path)
        without = self.written.sent - self.written.answered
        yield f"\n- {self.written.sent} writes were sent; {without} were refused or had no answer: these may be there"
