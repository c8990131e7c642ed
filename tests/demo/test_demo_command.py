"""`manage.py demo` as it is used: by bin/run, by hand, twice, and where it must not."""

import os
import subprocess
import sys
from contextlib import contextmanager
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from casework.access.models import Membership, Organisation, User
from casework.access.policy import KIND_OF_ROLE, Duty, Kind, Role
from casework.access.queries import active_memberships
from casework.access.second_factor import factors_of, lacks_second_factor
from casework.demo import population
from casework.demo.organisations import LOGINS, ORGANISATIONS, PASSWORD, TOTP_SECRET
from casework.demo.population import case_codes
from casework.journey.models import Case
from casework.people.models import Event, Person
from tests.cast import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _debug(settings):
    settings.DEBUG = True


def demo(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def what_was_made():
    """Everything that is told, but for ids that PostgreSQL counts and organisations that were there before."""
    events = Event.objects.order_by("person_id", "at", "id").values_list("person_id", "at", "kind", "facts")
    cases = Case.objects.order_by("code").values_list("code", "person_id", "caseworker__email", "moved_at", "state")
    people = Person.objects.order_by("id").values_list("id", "name_key", "birth_date", "canton_id", "household_id")
    return list(events), list(cases), list(people)


@contextmanager
def forgotten_after():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_same_seed_makes_the_same_people_and_another_makes_others():
    made = []
    for seed in ("3", "3", "4"):
        with forgotten_after():
            demo("--people", "60", "--seed", seed)
            made.append(what_was_made())
    assert made[0] == made[1]
    assert made[0] != made[2]


ROWS_OF_A_BATCH = """
import datetime, hashlib, django
django.setup()
from casework.access.policy import Duty
from casework.demo import days, organisations, population, story
from casework.people.models import ConsentText
someone = organisations.Actor("u", "o")
staff = organisations.Staff("o", "partner", [someone] * 3, [someone], [someone])
world = story.World(
    days.Calendar(datetime.date(2026, 11, 21)),
    dict.fromkeys(organisations.ORGANISATIONS, staff), dict.fromkeys(Duty, staff), "p",
    dict.fromkeys(ConsentText.Purpose.values, [(0, "t")]),
)
made = population.make_batch(world, 1, population.reached_by(50, 1), 0)
print(made.people, hashlib.sha256(repr((made.counts, made.copies)).encode()).hexdigest())
"""


def test_another_process_makes_the_same_people():
    answers = {
        subprocess.run(
            [sys.executable, "-c", ROWS_OF_A_BATCH],
            env={**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings_test"},
            cwd=settings.BASE_DIR,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert answers.pop().startswith("50 ")


def test_a_second_run_does_nothing(settings):
    demo("--people", "30")
    assert "already" in demo("--people", "30")
    assert Person.objects.count() == 30
    settings.DEBUG = False  # bin/run calls it at every start
    assert "already" in demo("--people", "30")


def test_one_who_registered_somebody_by_hand_gets_no_demo(case):
    assert "already" in demo("--people", "30")
    assert Person.objects.count() == 1


def test_a_run_that_breaks_leaves_nothing():
    def breaks(*counted):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        population.make_population(30, seed=1, today=timezone.localdate(), progress=breaks)
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()


def test_the_logins_that_are_printed_work_and_say_who_they_are():
    assert "demo --people" in demo("--logins")
    printed = demo("--people", "0", "--logins")
    assert not Person.objects.exists()
    for full_name, email, *_ in LOGINS:
        assert f"{email} " in printed
        assert full_name in printed
        user = authenticate(None, email=email, password=PASSWORD)
        assert user.email == email
        assert active_memberships(user)
    assert PASSWORD in printed


def test_those_who_need_a_second_step_have_one_that_everybody_knows(settings):
    demo("--people", "0")
    demo("--people", "0")
    for user in User.objects.all():
        assert not lacks_second_factor(user), user.email
    printed = demo("--logins")
    assert TOTP_SECRET in printed
    code = printed.split()[-1]
    app = factors_of(User.objects.get(email="ines@oim.example")).get()
    assert app.wrap().validate_code(code)
    settings.DEBUG = False
    assert TOTP_SECRET not in demo("--logins")


def test_outside_debug_nobody_has_a_second_step_that_everybody_knows(settings):
    settings.DEBUG = False
    demo("--people", "0", "--force")
    assert lacks_second_factor(User.objects.get(email="ines@oim.example"))


def test_each_kind_of_role_can_be_tried_and_one_person_can_switch_organisation():
    demo("--people", "0")
    assert set(Organisation.objects.exclude(duty="").values_list("duty", flat=True)) == set(Duty)
    assert len(ORGANISATIONS) == Organisation.objects.count() == 12
    assert set(Membership.objects.values_list("role", flat=True)) >= set(Role) - {Role.MINISTRY_VIEWER}
    assert len(active_memberships(User.objects.get(email="fabiola@fudela.example"))) == 2
    administrators = User.objects.filter(email__in=["admin@oim.example", "admin2@oim.example"], is_superuser=True)
    assert set(administrators) == set(User.objects.filter(is_staff=True))
    assert len(administrators) == 2, "powers are given by two"
    for membership in Membership.objects.select_related("organisation"):
        assert KIND_OF_ROLE[membership.role] == membership.organisation.kind


def test_organisations_that_are_there_are_kept():
    there = organisation("HIAS", Kind.PARTNER)
    demo("--people", "10")
    assert Organisation.objects.get(short_name="HIAS").id == there.id


def test_known_passwords_are_refused_without_debug(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--force"):
        demo("--people", "10")
    assert not User.objects.exists()
    demo("--people", "10", "--force")
    assert Person.objects.count() == 10


SCHEMA = """
    SELECT conname, convalidated::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid::regclass::text LIKE ANY (%s)
    UNION ALL SELECT indexname::text, '', indexdef FROM pg_indexes WHERE tablename LIKE ANY (%s) ORDER BY 1, 2, 3
"""


def schema():
    ours = ["people_%", "journey_%", "programmes_%"]
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA, [ours, ours])
        return cursor.fetchall()


def test_a_large_run_makes_the_same_people_and_leaves_the_tables_as_they_were(monkeypatch):
    before = schema()
    with forgotten_after():
        demo("--people", "60")
        made = what_was_made()
    monkeypatch.setattr(population, "MANY", 60)
    demo("--people", "60")
    assert what_was_made() == made
    assert schema() == before


@pytest.mark.parametrize("wrong", [(), ("--people", "-1")])
def test_senseless_arguments_are_answered_with_a_sentence(wrong):
    with pytest.raises(CommandError):
        demo(*wrong)


def test_case_codes_do_not_repeat():
    codes = case_codes(1)
    assert len({next(codes) for _ in range(20_000)}) == 20_000


def test_a_login_whose_password_was_changed_is_not_printed():
    demo("--people", "0")
    user = User.objects.get(email="ana@hias.example")
    user.set_password("another one")
    user.save()
    printed = demo("--logins")
    assert "ana@hias.example" not in printed
    assert "bruno@nrc.example" in printed
