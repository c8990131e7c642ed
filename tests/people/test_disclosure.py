"""The budget of questions about people out of sight: an honest day passes, a sweep does not."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.crypto import salted_hmac

from casework.access.models import Door, LogEntry
from casework.access.policy import DISCLOSURE_BUDGET, DisclosureBudget
from casework.access.scope import acting_as, system
from casework.journey.actions import register
from casework.journey.likely import registered_matches
from casework.people import disclosure
from casework.people.disclosure import asked_about, forget_old, question_of
from casework.people.matching import Traits
from casework.people.models import DisclosureQuestion
from tests.cast import member

BORN = date(1991, 7, 23)
TRUE_CEDULA = ("ve_cedula", "V-18456729")
NAMES = {"given_names": "Yulimar del Valle", "family_names": "González Rondón"}


@pytest.fixture
def yulimar(ana):
    return register(
        by=ana,
        **NAMES,
        sex="female",
        birth_date=BORN,
        documents=[{"kind": "ve_cedula", "number": "V-18456729"}],
    )


@pytest.fixture
def budget(monkeypatch):
    """A budget small enough to be used up: six questions a day for the organisation, three for one member."""
    monkeypatch.setattr(disclosure, "DISCLOSURE_BUDGET", DisclosureBudget(organisation=6, name=2, pair=5, number=3))


def ask(by, *, born=BORN, **said):
    with acting_as(by, Door.WEB):
        return registered_matches(Traits(**NAMES | {"birth_date": born} | said), by)


def asked():
    with system("a test counts questions"):
        return DisclosureQuestion.objects.count()


def somebody(number):
    """A description of a person nobody knows, another for each number."""
    given = ("Rosa", "Luisa", "Carmen", "Petra", "Julia", "Marta", "Elena", "Sonia")[number]
    return {"given_names": given, "family_names": "Quispe Mamani"}


def test_the_same_question_counts_once_however_often_and_by_whomever_of_the_organisation_it_is_asked(
    yulimar, bruno, nrc
):
    beatriz = member("Beatriz", nrc, "caseworker")
    for by in (bruno, bruno, beatriz):
        assert len(ask(by).people) == 1
    assert asked() == 1


def test_questions_that_find_nobody_count_too(bruno):
    for number in range(3):
        assert ask(bruno, **somebody(number)).people == []
    assert asked() == 3


def test_questions_with_a_name_alone_count_nothing(yulimar, bruno):
    with acting_as(bruno, Door.WEB):
        registered_matches(Traits(**NAMES), bruno)
    assert asked() == 0


def test_iom_sees_everybody_and_asks_about_nobody_out_of_sight(yulimar, ivan):
    assert len(ask(ivan).people) == 1
    assert asked() == 0


def test_over_the_budget_the_answer_is_the_same_whether_somebody_is_there_or_not(yulimar, bruno, budget):
    for number in range(3):
        ask(bruno, **somebody(number))
    there, nobody = ask(bruno), ask(bruno, **somebody(5))
    assert there == nobody
    assert (there.people, there.ask_later) == ([], True)
    assert asked() == 3


def test_one_who_sees_her_is_told_of_her_over_the_budget_too(yulimar, ana, budget):
    for number in range(4):
        ask(ana, **somebody(number))
    assert [one.case for one in ask(ana).people] == [yulimar]


def test_the_budget_is_the_organisations_too(yulimar, bruno, nrc, budget):
    others = [member(name, nrc, "caseworker") for name in ("Beatriz", "Boris")]
    for number, by in enumerate([bruno, bruno, bruno, others[0], others[0], others[0]]):
        ask(by, **somebody(number))
    assert ask(others[1]).ask_later


def test_an_organisation_may_be_given_a_larger_budget(yulimar, bruno, nrc, budget):
    nrc.disclosure_budget = 100
    nrc.save()
    for number in range(5):
        ask(bruno, **somebody(number))
    assert len(ask(bruno).people) == 1


def test_a_birth_day_cannot_be_found_by_trying(yulimar, bruno, nrc):
    """88 tries found it once; now a name has a budget of its own, for all of the organisation and for a month."""
    begin, answers = date(1991, 4, 30), []
    for day in range(88):
        answers.append(ask(bruno, born=begin + timedelta(days=day)))
    assert not any(answer.people for answer in answers)
    assert [answer.ask_later for answer in answers].count(False) == DISCLOSURE_BUDGET.name
    entry = LogEntry.objects.get(kind=LogEntry.Kind.SWEEP)
    assert (entry.organisation_id, entry.membership_id) == (nrc.pk, bruno.pk)
    assert entry.facts == {"asked": DISCLOSURE_BUDGET.name}


def test_the_names_in_another_order_or_spelt_by_ear_are_the_same_name():
    one = question_of(Traits(given_names="Yulimar", family_names="González", birth_date=BORN))
    other = question_of(Traits(given_names="Gonsales", family_names="Yulimar", birth_date=date(1980, 1, 2)))
    assert one.name_keys == other.name_keys
    assert one.fingerprint != other.fingerprint


def test_a_sweep_is_told_to_those_who_keep_the_people_it_found(yulimar, bruno, hilda, hias, budget):
    ask(bruno)
    for number in range(4):
        ask(bruno, **somebody(number))
    with acting_as(hilda, Door.WEB):
        (entry,) = LogEntry.objects.visible_to(hilda).sweeps_since(timezone.now() - timedelta(hours=1))
    assert entry.owners == [hias.pk]


def test_registering_the_people_asked_about_gives_no_questions_back(yulimar, bruno, budget):
    """Registering, asking and undoing in turns would fill the budget again and again."""
    for number in range(3):
        ask(bruno, **somebody(number))
        register(by=bruno, **somebody(number), birth_date=BORN)
    assert ask(bruno).ask_later


def test_a_name_that_is_used_up_is_not_opened_by_registering_it(yulimar, bruno, budget):
    for day in (1, 2):
        ask(bruno, born=date(1991, 7, day))
    case = register(by=bruno, **NAMES, birth_date=BORN)
    answer = ask(bruno)
    assert answer.ask_later
    assert [one.case for one in answer.people] == [case], "their own record, and nobody out of sight"


def test_questions_about_ones_own_people_cost_nothing_of_the_day(ana, budget):
    for number in range(4):
        register(by=ana, **somebody(number), birth_date=BORN)
    assert not any(ask(ana, **somebody(number)).ask_later for number in range(4))


def test_many_numbers_in_one_description_count_as_many(yulimar, bruno):
    invented = [("ve_cedula", f"V-300000{number}") for number in range(10, 30)]
    answer = ask(bruno, documents=[*invented, TRUE_CEDULA])
    assert (answer.people, answer.ask_later) == ([], True)


def test_a_number_cannot_be_tried_with_one_name_after_the_other(yulimar, bruno, budget):
    for number in range(3):
        ask(bruno, **somebody(number), born=None, documents=[TRUE_CEDULA])
    assert ask(bruno, born=None, documents=[TRUE_CEDULA]).ask_later


def test_a_list_of_names_is_no_name(yulimar, bruno):
    listed = {
        "given_names": "María José Carmen Yulimar del Valle Luisa Rosa",
        "family_names": "Pérez González Rondón Gómez Rojas Mora",
    }
    assert ask(bruno, **listed, documents=[TRUE_CEDULA]).people == []
    assert asked() == 0


def test_names_with_one_word_more_are_no_other_name(yulimar, bruno, monkeypatch):
    monkeypatch.setattr(disclosure, "DISCLOSURE_BUDGET", DisclosureBudget(organisation=99, name=12, pair=3, number=20))
    words = ("Zoraida", "Andreína", "Josefina", "Coromoto", "Chiquinquirá", "Milagros")
    answers = [
        ask(bruno, given_names=f"Yulimar {word}", born=date(1991, 7, day)) for day, word in enumerate(words, start=1)
    ]
    assert [answer.ask_later for answer in answers] == [False, False, False, True, True, True]


def test_what_was_asked_can_be_proved_by_its_fingerprint(bruno, capsys):
    ask(bruno, documents=[("ve_cedula", "V-18.456.729")])
    with system("a test looks at questions"):
        (question,) = asked_about(["18456729"])
        assert question.membership_id == bruno.pk
        assert asked_about(["18456728"]) == []
    call_command("questions_about", "18456729", "18456728")
    line, total, _end = capsys.readouterr().out.split("\n")
    assert line.endswith("NRC  bruno@nrc.example  likely_people")
    assert total == "1 questions."


def test_questions_are_forgotten_when_they_prove_nothing_any_more(bruno):
    ask(bruno)
    with system("a test lets time pass"):
        DisclosureQuestion.objects.update(asked_at=timezone.now() - timedelta(days=91))
        assert forget_old() == 1


def test_a_caseworkers_honest_day_passes(bruno):
    """Sixty registrations, each asked about four times while the form is filled, and a sheet of two thousand."""
    assert DISCLOSURE_BUDGET.organisation // 2 > 60 * 4 + 2_000


def test_fingerprints_stay_those_that_were_kept(settings):
    for settings.SECRET_KEY in ("one", "another"):
        kept = salted_hmac("casework.people.disclosure", "yulimar|ñ", algorithm="sha256").digest()
        assert disclosure._digest("yulimar|ñ") == kept
