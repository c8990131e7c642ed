"""What agreements are worth, and that every score can be explained."""

import json
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.matching import HIGHLIGHT, HINT, Model, Pair, default_model, explain
from casework.people.matching.comparing import COMPARISONS
from casework.people.matching.words import BOTH, OF_ONE_HOUSEHOLD, WORDS

from .making import traits

MODEL = default_model()
anything = st.tuples(*(st.sampled_from([0, *kind]) for kind in COMPARISONS.values()))


def probability(one, other, model=MODEL):
    return model.score(one, other).probability


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"given_names": "yulimar", "family_names": "gonsales", "documents": []},
        {"given_names": "Gonzalez Urdaneta", "family_names": "Yulimar", "phones": [], "address": ""},
        {"birth_date": date(1990, 5, 3), "documents": [], "canton": "1701", "address": ""},
        {"documents": [("ve_cedula", "20123465")], "phones": ["0991112233"]},
    ],
)
def test_the_same_person_written_otherwise(change):
    assert probability(traits(), traits(**change)) > HIGHLIGHT


RELATIVES = {
    "twins": {"given_names": "Yorman José", "sex": "male", "documents": [("ve_cedula", "V-20123457")]},
    "sisters who are twins": {"given_names": "Wendy Carolina", "documents": [("ve_cedula", "V-20123457")]},
    "a daughter with her mother's number": {
        "given_names": "Génesis Paola",
        "family_names": "Rondón González",
        "birth_date": date(2016, 8, 20),
    },
    "a daughter named after her mother": {
        "given_names": "Yulimar Paola",
        "family_names": "Rondón González",
        "birth_date": date(2012, 8, 20),
        "documents": [("passport", "152837672")],
    },
    "a sister": {
        "given_names": "Marbelis",
        "birth_date": date(1994, 11, 30),
        "documents": [("ve_cedula", "V-23511908")],
    },
    "a namesake": {
        "birth_date": date(1978, 11, 21),
        "documents": [("ve_cedula", "V-13511908")],
        "phones": ["0991112233"],
        "canton": "1701",
        "address": "Barrio El Vecino",
    },
}


@pytest.mark.parametrize("who", RELATIVES)
def test_who_is_somebody_else(who):
    assert probability(traits(), traits(**RELATIVES[who])) < HINT


def test_a_rare_name_says_more_than_a_common_one():
    def of(given_names, family_names):
        known = {"given_names": given_names, "family_names": family_names, "documents": [], "phones": [], "address": ""}
        return probability(traits(**known), traits(**known, canton="1701"))

    assert of("María", "González") < of("Yulimar", "González") < of("Yulimar", "Urrutibengoa")


def test_in_a_larger_register_chance_is_likelier():
    one, other = traits(documents=[], phones=[], address=""), traits(documents=[], phones=[], birth_date=None)
    chances = [probability(one, other, MODEL.for_people(people)) for people in (100, 10_000, 1_000_000)]
    assert chances == sorted(chances, reverse=True)
    assert MODEL.for_people(MODEL.people).pairs == pytest.approx(MODEL.pairs)
    assert MODEL.for_people(0).people == 2


def test_a_model_is_kept_as_plain_data():
    again = Model.from_data(json.loads(json.dumps(MODEL.as_data())))
    assert json.dumps(again.as_data()) == json.dumps(MODEL.as_data())
    assert again.score(traits(), traits(phones=[])) == MODEL.score(traits(), traits(phones=[]))


def test_the_shipped_model_knows_what_is_common():
    assert MODEL.bands["maria"] == MODEL.bands["gonzalez"] == 4
    assert "urrutibengoa" not in MODEL.bands


@given(anything)
def test_classes_add_up_and_reasons_cover_every_comparison(levels):
    score = MODEL.score_of(levels)
    assert sum(score.classes) == pytest.approx(1)
    assert score.probability == MODEL.probability(levels)
    assert [reason.comparison for reason in score.reasons] == list(COMPARISONS)
    assert [reason.level for reason in score.reasons] == list(levels)
    assert all(reason.weight == 0 for reason in score.reasons if reason.level == 0)
    assert score.rival != Pair.MATCH


@given(anything)
def test_every_score_is_explained(levels):
    lines = explain(MODEL.score_of(levels))
    known = {name for name, level in zip(COMPARISONS, levels, strict=True) if level}
    assert all(str(line.text) for line in lines)
    assert {line.comparison for line in lines} <= known
    weights = sum(reason.weight for reason in MODEL.score_of(levels).reasons if reason.comparison != "swapped")
    said = sum(line.weight for line in lines if line.comparison != "swapped")
    assert said == pytest.approx(weights)


def test_every_level_has_words_of_its_own():
    for name, kind in COMPARISONS.items():
        assert set(WORDS[name]) == set(kind)
    phrases = [str(text) for name, kind in WORDS.items() for text in kind.values()]
    assert len(set(phrases)) == len(phrases)
    assert all(level in set(COMPARISONS[name]) for name, level in (*BOTH, *OF_ONE_HOUSEHOLD))


def said(one, other):
    return "; ".join(str(line.text) for line in explain(MODEL.score(one, other)))


def test_words_for_a_duplicate():
    other = traits(given_names="Yulimar", family_names="Gonsales Hurdaneta", birth_date=date(1990, 5, 3), documents=[])
    assert said(traits(), other) == (
        "same given name, a common one; same sound of both surnames; day and month of birth swapped; "
        "same telephone; same canton; same address; same sex"
    )


def test_words_for_a_relative():
    other = traits(**RELATIVES["a sister"])
    assert said(traits(), other) == (
        "different given names; both surnames the same; different birth dates; different numbers of the same document; "
        "telephone of the same household; same canton; address of the same household; same sex"
    )


def test_names_in_each_other_s_field_are_said():
    other = traits(given_names="González Urdaneta", family_names="Yulimar del Valle")
    assert "given names and surnames in each other's field" in said(traits(), other)


def test_the_same_for_any_order():
    for one, other in product([traits(), traits(**RELATIVES["twins"]), traits(given_names="Yulimar")], repeat=2):
        assert MODEL.score(one, other) == MODEL.score(other, one)
