"""Groups of people that seem to be one."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from casework.people.matching import clusters

scored = st.lists(
    st.tuples(st.integers(0, 12), st.integers(13, 25), st.floats(0, 1)), max_size=40, unique_by=lambda pair: pair[:2]
)


def test_pairs_that_hang_together_are_one_group():
    assert clusters([(1, 2, 0.99), (2, 3, 0.95), (1, 3, 0.4), (7, 8, 0.9)], at_least=0.7) == [(1, 2, 3), (7, 8)]


def test_what_is_unlikely_links_nobody():
    assert clusters([(1, 2, 0.6)], at_least=0.7) == []
    assert clusters([], at_least=0.7) == []


def test_one_false_link_does_not_chain_two_families():
    ours = [(one, other, 0.99) for one in range(4) for other in range(one)]
    theirs = [(10 + one, 10 + other, 0.99) for one in range(4) for other in range(one)]
    assert clusters([*ours, *theirs, (0, 10, 0.99)], at_least=0.7) == [(0, 1, 2, 3), (10, 11, 12, 13)]


def test_a_chain_of_links_that_nothing_else_supports_is_cut():
    chain = [(number, number + 1, 0.99) for number in range(300)]
    assert max(map(len, clusters(chain, at_least=0.7))) <= 4


def test_a_group_has_so_many_members_at_most():
    everybody = [(one, other, 1.0) for one in range(30) for other in range(one)]
    assert max(map(len, clusters(everybody, at_least=0.7, members_most=5))) == 5


def test_the_order_of_the_pairs_does_not_matter():
    pairs = [(1, 2, 0.99), (2, 3, 0.8), (4, 3, 0.8), (5, 4, 0.99)]
    assert len({tuple(clusters(order, at_least=0.7)) for order in permutations(pairs)}) == 1


@given(scored)
def test_nobody_is_in_two_groups(pairs):
    groups = clusters(pairs, at_least=0.5)
    members = [member for group in groups for member in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 for group in groups)
