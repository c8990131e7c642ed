"""Provinces and cantons by name, against the list of Ecuador's divisions that the caller passes."""

import re
from collections import defaultdict
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from casework.base.text import tidy

from ..problems import ValueProblem, no_warning
from .words import fold

PROVINCE_LEVEL, CANTON_LEVEL = 1, 2
# What people call them, folded → the official name, folded (INEC).
PROVINCE_NAMES = {
    "santo domingo": "santo domingo de los tsachilas",
    "sto domingo": "santo domingo de los tsachilas",
    "sto domingo de los tsachilas": "santo domingo de los tsachilas",
    "tsachilas": "santo domingo de los tsachilas",
    "morona": "morona santiago",
    "zamora": "zamora chinchipe",
    "francisco de orellana": "orellana",
}
CANTON_NAMES = {
    "ona": "san felipe de ona",
    "distrito metropolitano de quito": "quito",
    "dm quito": "quito",
    "dmq": "quito",
    "santiago de guayaquil": "guayaquil",
    "santa ana de los cuatro rios de cuenca": "cuenca",
    "santo domingo de los colorados": "santo domingo",
    "sto domingo": "santo domingo",
    "coca": "orellana",
    "el coca": "orellana",
    "francisco de orellana": "orellana",
    "puerto francisco de orellana": "orellana",
    "nueva loja": "lago agrio",
    "banos": "banos de agua santa",
    "yaguachi": "san jacinto de yaguachi",
    "pelileo": "san pedro de pelileo",
    "pillaro": "santiago de pillaro",
    "urcuqui": "san miguel de urcuqui",
    "bucay": "general antonio elizalde",
    "huaca": "san pedro de huaca",
    "santa rosa de el oro": "santa rosa",
}
SUGGESTION_LIKENESS = 0.75  # of difflib, from 0 to 1: one wrong letter in a word of four
_CODE = re.compile(r"(?:ec)?(\d{1,4})")
_AFTER_CANTON = re.compile(r"\s+[-–—/]\s+|\s*[,;(]\s*")


class Canton(NamedTuple):
    code: str
    province_code: str
    place: str  # what else stood in the cell: "Cuenca - El Vecino" → "El Vecino"


class Places:
    """Looks up names in a list of divisions: (code, level, name, parent_code), level 1 a province, 2 a canton."""

    def __init__(self, divisions):
        self.names, self.parents = {}, {}
        self.provinces, self.cantons = {}, defaultdict(list)
        for code, level, name, parent_code in divisions:
            self.names[code] = name
            if int(level) == PROVINCE_LEVEL:
                self.provinces[fold(name)] = code
            elif int(level) == CANTON_LEVEL:
                self.parents[code] = parent_code
                self.cantons[fold(name)].append(code)
        # A sheet repeats the same few names, and the same few slips, on every line.
        self.nearest = lru_cache(maxsize=1000)(self._nearest)

    def read_province(self, text):
        """The code of a province. Raises ValueProblem: province_unknown, province_unknown_suggestion."""
        name = re.sub(r"^(provincia|prov) (de |del )?", "", fold(text))
        if code := self._by_code(name, 2, self.provinces.values()):
            return code
        code = self.provinces.get(name) or self.provinces.get(PROVINCE_NAMES.get(name))
        if not code:
            raise self._refusal("province_unknown", name, tuple(self.provinces.values()))
        return code

    def read_canton(self, text, *, province=None, warn=no_warning):
        """The canton of a name, within `province` (a code) when that is known. A name that only comes near is refused
        with the nearest one as a suggestion. A place after the canton ("Cuenca - El Vecino") is handed back.

        Returns Canton. Raises ValueProblem: canton_unknown, canton_unknown_suggestion, canton_elsewhere,
        canton_ambiguous. Warns canton_with_place.
        """
        head, *rest = _AFTER_CANTON.split(tidy(text), maxsplit=1)
        place = rest[0].strip(" )") if rest else ""
        name = re.sub(r"^canton (de |del )?", "", fold(head))
        if code := self._by_code(name, 4, self.parents):
            return Canton(code, self.parents[code], "")
        found = self.cantons.get(name) or self.cantons.get(CANTON_NAMES.get(name), [])
        if not found:
            within = [code for code, parent in self.parents.items() if province in (None, parent)]
            raise self._refusal("canton_unknown", name, tuple(within))
        here = [code for code in found if province in (None, self.parents[code])]
        if not here:
            raise ValueProblem("canton_elsewhere", province=self._province_names(found))
        if len(here) > 1:
            raise ValueProblem("canton_ambiguous", provinces=self._province_names(here))
        parent = self.parents[here[0]]
        if fold(place) in (fold(self.names[parent]), "ecuador"):  # "Cuenca, Azuay" says nothing more
            place = ""
        if place:
            warn("canton_with_place", place=place)
        return Canton(here[0], parent, place)

    @staticmethod
    def _by_code(text, length, known):
        """The INEC code that a text is, with or without its leading zero and the EC of a P-code: "EC0101", "101"."""
        match = _CODE.fullmatch(text.replace(" ", ""))
        code = match[1].zfill(length) if match else ""
        return code if code in known else ""

    def _province_names(self, cantons):
        return ", ".join(sorted(self.names[self.parents[code]] for code in cantons))

    def _refusal(self, code, name, among):
        near = self.nearest(name, among)
        return ValueProblem(f"{code}_suggestion", suggestion=near) if near else ValueProblem(code)

    def _nearest(self, name, codes):
        by_name = {fold(self.names[code]): self.names[code] for code in codes}
        near = get_close_matches(name, by_name, n=1, cutoff=SUGGESTION_LIKENESS)
        return by_name[near[0]] if near else None
