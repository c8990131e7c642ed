"""Settle what "M" and "1" stand for in a column of the sex, by the words beside them and by the heading."""

import re

from .habits import Question
from .values.answers import FEMALE, MALE, SEX_WORDS
from .values.words import fold

SEX_LETTER = "sex_letter"
M_MALE, M_FEMALE, ONE_MALE, ONE_FEMALE = "m_male", "m_female", "one_male", "one_female"
_WORDS = r"(hombres?|mujer(?:es)?|masculino|femenino|varon|males?|females?|m[ae]n|wom[ae]n)"
_KEY = re.compile(rf"\b(1|2|m|h|f)\W{{0,3}}{_WORDS}\b")
_KEY_AFTER = re.compile(rf"\b{_WORDS}\W{{0,3}}(1|2)\b")
# "1=F 2=M": beside the other letter, which tells what M is.
_KEY_OF_LETTERS = re.compile(r"\b([12])\W{0,3}([mhf])\b")


class SexLetters:
    """Looks at the words of the column."""

    def __init__(self, heading: str):
        self.heading, self.words = heading, set()

    def see(self, text: str) -> None:
        if len(self.words) < 50:
            self.words.add(fold(text))

    def question(self, answer: str) -> Question | None:
        """Ask what the letter M stands for, or the digits, unless the heading's key or an F beside it tells."""
        if "m" in self.words:
            by_cells = M_MALE if self.words & {"f", "femenino", "fem", "femenina", "female"} and not self._has_h else ""
            return self._asked(answer, self._by_key("m") or by_cells, M_MALE, M_FEMALE)
        if self.words & {"1", "2"}:
            return self._asked(answer, self._by_key("1"), ONE_MALE, ONE_FEMALE)
        return None

    @property
    def _has_h(self) -> bool:
        return "h" in self.words

    @staticmethod
    def _asked(said: str, found: str, male: str, female: str) -> Question:
        answer = said if said in (male, female) else found
        return Question(SEX_LETTER, "sex", answer, (male, female), (0, 0))

    def _by_key(self, letter: str) -> str:
        """By "(1 = Hombre, 2 = Mujer)", "(M/F)" or "(H/M)" in the heading."""
        text = fold(self.heading)
        meaning = {
            mark: SEX_WORDS.get(word.rstrip("s").removesuffix("e") if word == "mujeres" else word.rstrip("s"))
            for mark, word in _KEY.findall(text)
        }
        meaning |= {mark: SEX_WORDS.get(word.rstrip("s")) for word, mark in _KEY_AFTER.findall(text)}
        letters = {mark: word for mark, word in _KEY_OF_LETTERS.findall(text) if letter == "1"}
        if set(letters.values()) in ({"f", "m"}, {"h", "m"}):
            m_is = MALE if "f" in letters.values() else FEMALE
            meaning |= {mark: m_is if word == "m" else SEX_WORDS[word] for mark, word in letters.items()}
        if letter == "1":
            one = meaning.get("1") or {MALE: FEMALE, FEMALE: MALE}.get(meaning.get("2"))
            return {MALE: ONE_MALE, FEMALE: ONE_FEMALE}.get(one, "")
        words = text.split()
        if "m" in meaning:
            return {MALE: M_MALE, FEMALE: M_FEMALE}.get(meaning["m"], "")
        if "m" in words and ("f" in words) != ("h" in words):
            return M_MALE if "f" in words else M_FEMALE
        return ""
