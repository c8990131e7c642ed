"""A model learned from the register itself."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from casework.people import candidates
from casework.people.candidates import likely
from casework.people.learning import learn_model
from casework.people.likenesses import note_missing
from casework.people.matching import HINT, default_model
from casework.people.models import Likeness, MatchModel, Person
from tests.people.registers import invented_register

ROWS = 3_000


@pytest.fixture
def invented():
    return invented_register(ROWS)


def recalled(invented):
    """Of those who stand there twice the share of whom another row is found."""
    whose = {person.pk: truth for person, truth in invented}
    twice = [person for person, truth in invented if list(whose.values()).count(truth) > 1][:300]
    known = Likeness.objects.in_bulk([person.pk for person in twice])
    found = likely([known[person.pk].traits for person in twice], but=[person.pk for person in twice])
    right = [
        any(whose.get(one.person_id) == whose[person.pk] for one in those)
        for person, those in zip(twice, found, strict=True)
    ]
    return sum(right) / len(right)


def test_a_register_teaches_what_agreements_are_worth(invented):
    before = recalled(invented)
    model = learn_model()
    # Those whom a whole file of tests shares may be there, too.
    everybody = Likeness.objects.count()
    assert (model.number, model.people, model.sample) == (1, everybody, everybody)
    assert candidates.current_model() is not default_model()
    assert recalled(invented) >= max(before - 0.03, 0.9)
    again = learn_model()
    assert (again.number, again.data["pairs"]) == (2, model.data["pairs"])


def test_too_few_people_teach_nothing(ana):
    with pytest.raises(ValidationError, match="Too few people"):
        learn_model()
    with pytest.raises(CommandError, match="Too few people"):
        call_command("train_matching")
    assert not MatchModel.objects.exists()


def test_who_has_no_likeness_gets_one_and_who_has_one_keeps_it(invented):
    some = [person.pk for person, _truth in invented[:20]]
    Likeness.objects.filter(pk__in=some[:10]).delete()
    Likeness.objects.filter(pk__in=some[10:]).update(made_by=0)
    others = dict(Likeness.objects.exclude(pk__in=some).values_list("pk", "noted_at"))
    call_command("note_likenesses")
    assert not Person.objects.filter(likeness=None).exists()
    assert dict(Likeness.objects.exclude(pk__in=some).values_list("pk", "noted_at")) == others
    assert list(note_missing())[-1] == Person.objects.count()


def test_what_an_older_version_noted_is_passed_over_until_it_is_noted_anew(invented):
    person = invented[0][0]
    traits = Likeness.objects.get(pk=person.pk).traits
    as_before = ["Yulimar", "González", "", "1991-07-23", True, [], [], "", ""]
    Likeness.objects.filter(pk=person.pk).update(made_by=1, values=as_before)
    assert person.pk not in {one.person_id for one in likely([traits])[0]}
    call_command("note_likenesses")
    assert person.pk in {one.person_id for one in likely([traits])[0]}


def test_nobody_is_found_by_herself(invented):
    person = invented[0][0]
    traits = Likeness.objects.get(pk=person.pk).traits
    assert person.pk in {one.person_id for one in likely([traits], worth_telling=lambda *_: True)[0]}
    again = likely([traits], worth_telling=lambda *_: True, but=[person.pk])[0]
    assert person.pk not in {one.person_id for one in again}
    assert all(one.probability >= HINT for one in likely([traits])[0])
