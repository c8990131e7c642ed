"""A model learned from a register in which nobody has said who is the same."""

from collections import Counter
from itertools import combinations, pairwise

import pytest

from bench.default_model import traits_of
from bench.matching import kinship
from bench.register import register
from casework.people.matching import HINT, Pair, Pairing, clusters, compare, default_model, keys, learn, learn_from
from casework.people.matching.learning import _Learning, name_shares, random_pairs
from casework.people.matching.model import bands_of

ROWS, SEED = 3_000, 11


@pytest.fixture(scope="module")
def rows():
    return list(register(ROWS, SEED))


@pytest.fixture(scope="module")
def people(rows):
    return [traits_of(row) for row, _ in rows]


@pytest.fixture(scope="module")
def pairs(people):
    pairing = Pairing()
    for person in people:
        pairing.add(keys(person))
    return pairing.pairs().tolist()


@pytest.fixture(scope="module")
def true(rows):
    return {(i, j) for (i, (_, one)), (j, (_, other)) in combinations(enumerate(rows), 2) if one.person == other.person}


def joined(model, people, pairs):
    scored = [(i, j, model.probability(model.compare(people[i], people[j]))) for i, j in pairs]
    groups = clusters(((i, j, p) for i, j, p in scored if p >= 0.01), at_least=0.7)
    return {pair for group in groups for pair in combinations(group, 2)}


def f1(found, true):
    return 2 * len(found & true) / (len(found) + len(true))


def test_the_shipped_model_finds_duplicates_in_a_register_it_has_not_seen(people, pairs, true):
    assert len(true) > 500
    assert f1(joined(default_model().for_people(ROWS), people, pairs), true) >= 0.95


def test_the_shipped_model_hints_at_nearly_all_and_at_few_relatives(rows, people, pairs, true):
    model = default_model().for_people(ROWS)
    hinted = {(i, j) for i, j in pairs if model.probability(model.compare(people[i], people[j])) >= HINT}
    assert len(hinted & true) / len(true) >= 0.96
    wrong = Counter(kinship(rows[i][1], rows[j][1]) for i, j in hinted - true)
    assert sum(wrong.values()) <= 0.05 * ROWS
    assert wrong["twins"] < wrong["parents and children"] + wrong["namesakes"]


def test_learning_alone_finds_them_too(people, pairs, true):
    model = learn_from(people)
    assert f1(joined(model, people, pairs), true) >= 0.95
    assert model.pairs[Pair.MATCH] == pytest.approx(len(true), rel=0.1)


@pytest.fixture(scope="module")
def tables(people, pairs):
    """What a model is learned from: patterns of candidates, and of pairs drawn at random."""
    shares = name_shares(people)
    bands = bands_of(shares)
    candidates = Counter(compare(people[i], people[j], bands) for i, j in pairs)
    by_chance = Counter(compare(people[i], people[j], bands) for i, j in random_pairs(ROWS, 50_000))
    return {"candidates": candidates, "by_chance": by_chance, "people": ROWS, "shares": shares}


def test_the_same_tables_in_any_order_give_the_same_model(tables):
    turned = dict(reversed(tables["candidates"].items()))
    assert learn(**tables).as_data() == learn(**tables | {"candidates": turned}).as_data()


def test_each_step_is_likelier_than_the_one_before(tables):
    learning, likelihoods = _Learning(**tables), []
    for _ in range(30):
        learning.step()
        likelihoods.append(learning.likelihood)
    steps = [after - before for before, after in pairwise(likelihoods)]
    assert likelihoods[-1] > likelihoods[0]
    # What is known beforehand and what is drawn at random hold it back a little; never by more than a thousandth.
    assert min(steps) > -abs(likelihoods[0]) / 1000
    assert all(rows.sum(axis=1) == pytest.approx(1) for rows in learning.chances.values())


def test_a_register_without_duplicates_or_with_nobody_to_compare(people):
    nearly_nobody = learn_from(people[:3])
    assert nearly_nobody.people == 3
    assert 0 <= nearly_nobody.probability((1,) * 11) <= 1


def test_random_pairs_are_of_two_and_always_the_same():
    drawn = random_pairs(50, 1_000)
    assert drawn == random_pairs(50, 1_000)
    assert all(one != other and 0 <= one < 50 and 0 <= other < 50 for one, other in drawn)
