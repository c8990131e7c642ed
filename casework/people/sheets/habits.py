"""Tell how a sheet as a whole is written, which one value alone would not tell, and what has to be asked about it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """Hold a question asked once for a column, or what its own cells answered: `answer` is "" while it is open.

    `votes` are how many cells speak for each of the `choices`.
    """

    kind: str
    field: str
    answer: str
    choices: tuple[str, ...]
    votes: tuple[int, ...]

    @property
    def key(self) -> str:
        """Return the key its answer is kept under."""
        return f"{self.kind}:{self.field}"


@dataclass(frozen=True)
class Habits:
    """Hold what the columns of this sheet mean where one value alone does not tell."""

    m_is: str | None = None  # what "M" stands for in the column of the sex: "male", "female", or not certain
    one_is: str | None = None  # the same of 1, where 2 is the other
    month_first: frozenset[str] = field(default_factory=frozenset)  # fields whose dates are month/day/year
    both_orders: frozenset[str] = field(default_factory=frozenset)  # fields whose dates prove both orders
    surnames_first: bool = False  # of the full name
