"""Whether surnames or given names come first in a column of whole names, by the rows that leave no doubt."""

from .habits import Question
from .values.names import GIVEN_FIRST, SURNAMES_FIRST, order_of_name

NAME_ORDER = "name_order"
# So much of the votes one order needs; below both are in the column and it is asked.
MAJORITY = 0.8
# So many names that tell nothing are asked about; fewer are read given names first, as most write them.
MANY = 3
# Against what the heading says, so many votes are asked about.
AGAINST_HEADING = 2


class NameOrder:
    """Counts what the names of a column say of their order."""

    def __init__(self, field: str, by_heading: str):
        self.field, self.by_heading = field, by_heading
        self.counts, self.open = {GIVEN_FIRST: 0, SURNAMES_FIRST: 0}, 0

    def see(self, text: str) -> None:
        order = order_of_name(text)
        if order:
            self.counts[order] += 1
        elif len(text.split()) > 1 and "," not in text:
            self.open += 1

    def question(self, answer: str) -> Question | None:
        """The order with its votes; without an answer when the votes are divided or against the heading, or there is
        none and the heading does not tell. `answer` is what somebody said."""
        given, surnames = self.counts[GIVEN_FIRST], self.counts[SURNAMES_FIRST]
        if not (given or surnames or self.open):
            return None
        return Question(
            NAME_ORDER,
            self.field,
            answer or self._voted(given, surnames),
            (GIVEN_FIRST, SURNAMES_FIRST),
            (given, surnames),
        )

    def _voted(self, given: int, surnames: int) -> str:
        most, least = max(given, surnames), min(given, surnames)
        winner = GIVEN_FIRST if given >= surnames else SURNAMES_FIRST
        if self.by_heading:
            against = self.counts[SURNAMES_FIRST if self.by_heading == GIVEN_FIRST else GIVEN_FIRST]
            return "" if against >= AGAINST_HEADING and against > most * (1 - MAJORITY) else self.by_heading
        if not most:
            return "" if self.open >= MANY else GIVEN_FIRST
        return winner if most >= MAJORITY * (most + least) else ""
