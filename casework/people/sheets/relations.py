"""Understand who somebody is to somebody else, by the words of a heading or a cell: "cónyuge", "HIJA", "Jefe/a"."""

from functools import lru_cache

from casework.people.household_rules import CHILD, HEAD, OTHER, PARENT, PARTNER, SIBLING

from .values.words import fold

_WORDS = {
    HEAD: "jefe jefa head cabeza titular principal",
    PARTNER: "conyuge esposo esposa pareja conviviente marido mujer spouse husband wife partner companero companera",
    CHILD: "hijo hija hijos hijas son daughter child children hijastro hijastra stepson stepdaughter bebe",
    PARENT: "madre mama mother padre papa father parent parents padres progenitor progenitora",
    SIBLING: "hermano hermana hermanos hermanas brother sister sibling siblings",
}
_RELATION_OF = {word: relation for relation, words in _WORDS.items() for word in words.split()}
# "Nieta de la jefa": with these, the other words name to whom somebody is this.
_FARTHER = frozenset(
    """nieto nieta nietos abuelo abuela tio tia primo prima sobrino sobrina suegro suegra cunado cunada yerno nuera
    grandson granddaughter grandchild grandmother grandfather uncle aunt cousin nephew niece mother-in-law in-law law
    padrino madrina padrastro madrastra ex""".split()
)


@lru_cache(maxsize=1_000)
def relation_of(text: str) -> str:
    """Return what somebody is to the head of the household by these words; "" where they do not tell."""
    words = fold(text).split()
    if not _FARTHER.isdisjoint(words):
        return OTHER
    found = [_RELATION_OF[word] for word in words if word in _RELATION_OF]
    # "Hijo del jefe de hogar" is a child; "madre o padre" a parent; "hermano o hijo" is not certain.
    several = set(found) - {HEAD}
    if len(several) > 1:
        return OTHER
    return several.pop() if several else (HEAD if found else "")
