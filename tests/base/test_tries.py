"""So many tries in an hour, and no more."""

from uuid import uuid4

import pytest

from casework.base.errors import TooOften
from casework.base.tries import count_try


def test_after_so_many_it_is_too_often_for_this_one_alone():
    key, other = str(uuid4()), str(uuid4())
    for _ in range(2):
        count_try(key, most=2, sentence="%(count)s times")
    with pytest.raises(TooOften, match="2 times"):
        count_try(key, most=2, sentence="%(count)s times")
    count_try(other, most=2, sentence="%(count)s times")
