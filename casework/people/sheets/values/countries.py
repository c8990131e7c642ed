"""Nationalities: demonyms, countries' names and codes, in Spanish and English."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache

from babel import Locale
from django.utils.translation import override
from django_countries.data import ALT_CODES, COUNTRIES

from ..problems import ValueProblem, no_warning
from .words import fold

# ISO 3166 → demonyms, folded, in the masculine; the feminine and the plural are derived. From the Spanish of the field.
DEMONYMS = {
    "AF": "afgano afghan",
    "AO": "angoleno angolan",
    "AR": "argentino argentine argentinian",
    "BD": "bangladesi bangladeshi",
    "BE": "belga belgian",
    "BF": "burkines burkinabe",
    "BO": "boliviano bolivian",
    "BR": "brasileno brasilero brazilian",
    "CA": "canadiense canadian",
    "CD": "congoleno congolese",
    "CH": "suizo swiss",
    "CL": "chileno chilean",
    "CM": "camerunes cameroonian",
    "CN": "chino chinese",
    "CO": "colombiano colombian",
    "CR": "costarricense costa-rican",
    "CU": "cubano cuban",
    "DE": "aleman german",
    "DO": "dominicano dominican",
    "DZ": "argelino algerian",
    "EC": "ecuatoriano ecuadorian ecuadorean",
    "EG": "egipcio egyptian",
    "ER": "eritreo eritrean",
    "ES": "espanol spanish spaniard",
    "ET": "etiope ethiopian",
    "FR": "frances french",
    "GB": "britanico ingles british english",
    "GH": "ghanes ghanaian",
    "GM": "gambiano gambian",
    "GN": "guineano guinean",
    "GT": "guatemalteco guatemalan",
    "GY": "guyanes guyanese",
    "HN": "hondureno honduran",
    "HT": "haitiano haitian",
    "IN": "indio hindu indian",
    "IQ": "iraqui iraki iraqi",
    "IR": "irani iranian",
    "IT": "italiano italian",
    "JM": "jamaiquino jamaicano jamaican",
    "JO": "jordano jordanian",
    "JP": "japones japanese",
    "KE": "keniano kenyan",
    "KR": "surcoreano coreano korean",
    "LB": "libanes lebanese",
    "LK": "esrilanques",
    "MA": "marroqui moroccan",
    "ML": "maliense malian",
    "MX": "mexicano mexican",
    "NG": "nigeriano nigerian",
    "NI": "nicaraguense nicaraguan",
    "NL": "holandes neerlandes dutch",
    "NP": "nepales nepali",
    "PA": "panameno panamanian",
    "PE": "peruano peruvian",
    "PK": "pakistani paquistani",
    "PR": "puertorriqueno puertorican",
    "PS": "palestino palestinian",
    "PT": "portugues portuguese",
    "PY": "paraguayo paraguayan",
    "RU": "ruso russian",
    "SN": "senegales senegalese",
    "SO": "somali",
    "SR": "surinames surinamese",
    "SV": "salvadoreno salvadoran",
    "SY": "sirio syrian",
    "TG": "togoles togolese",
    "TR": "turco turkish",
    "UA": "ucraniano ukrainian",
    "US": "estadounidense norteamericano american",
    "UY": "uruguayo uruguayan",
    "VE": "venezolano venezuelan vzlano",
    "VN": "vietnamita vietnamese",
    "YE": "yemeni",
    "ZA": "sudafricano",
}
SHORT_NAMES = {
    "VE": ["vzla", "vnzla", "rep bolivariana de venezuela", "republica bolivariana de venezuela"],
    "US": ["eeuu", "ee uu", "usa", "estados unidos de america"],
    "GB": ["uk", "inglaterra", "england"],
    "CO": ["republica de colombia"],
    "EC": ["republica del ecuador"],
    "CD": ["republica democratica del congo", "rd congo", "congo dem rep"],
    "DO": ["rep dominicana"],
    # As the World Bank calls those whose names are not told by what stands before the comma.
    "CG": ["congo rep"],
    "KR": ["korea rep", "corea rep"],
    "KP": ["korea dem people s rep", "corea rep dem"],
    "LA": ["lao pdr"],
    "HK": ["hong kong sar china"],
    "MO": ["macao sar china"],
}
NOT_CODES = {"", "no", "si"}  # in a sheet these are answers, not Norway and Slovenia
STATELESS = {"apatrida", "sin nacionalidad", "stateless"}
_ASIDE = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r"\s*[/;,+|&]\s*|\s+-\s+|(?<=[a-záéíóúñ])-(?=[A-Za-z])|\s+(?:y|e|and|o|or)\s+", re.IGNORECASE)
_NATIVE = re.compile(
    r"^(?:(?:es )?(?:nativ|nacid|nacional|originari|oriund|ciudadan|natural|proveniente|procedente|citizen|national)\w*"
    r"(?: of| de| del| en| in)? |de )"
)
_FORMAL = re.compile(
    r"^(?:(?:the )?(?:republica|republic|estado|state|reino|kingdom)(?: \w+)?(?: of the| of| de la| de el| del| de) )"
)
SUGGESTION_LIKENESS = 0.85  # of difflib, from 0 to 1: two wrong letters in a word of ten


def read_nationality(text, *, warn=no_warning):
    """The ISO 3166 alpha-2 code of a nationality; "" for a stateless person (warns nationality_stateless).

    Raises ValueProblem: nationality_unknown, nationality_unknown_suggestion, nationality_several.
    """
    word = fold(text)
    if code := _code_of(text):
        return code
    if word in STATELESS:
        warn("nationality_stateless")
        return ""
    found = {code for part in _BETWEEN.split(text) if (code := _code_of(part))}
    if len(found) > 1:
        raise ValueProblem("nationality_several")
    if near := _nearest(word):
        raise ValueProblem("nationality_unknown_suggestion", suggestion=near.capitalize())
    raise ValueProblem("nationality_unknown")


@lru_cache(maxsize=1000)
def _code_of(text):
    """The code that a text stands for: a word we know, or one with what belongs to it in a formal name: "Venezuela
    (República Bolivariana de)", "Venezuela, RB", "nativo de Colombia"."""
    codes, word = nationality_codes(), fold(text)
    bare = _NATIVE.sub("", fold(_ASIDE.sub(" ", text)))
    before_comma = fold(text.partition(",")[0])
    tried = [word, bare, _FORMAL.sub("", bare), before_comma if "," in text and len(before_comma) > 3 else ""]
    return next((codes[one] for one in tried if one in codes), None)


@lru_cache(maxsize=1000)
def _nearest(word):
    near = get_close_matches(word, nationality_codes(), n=1, cutoff=SUGGESTION_LIKENESS) if len(word) > 3 else []
    return near[0] if near else None


@cache
def nationality_codes():
    """Every word we know for a nationality, folded → its ISO alpha-2 code."""
    codes = {}
    for language in ("es", "en"):
        for code, name in Locale(language).territories.items():
            if code in ALT_CODES:
                codes[fold(name)] = code
    for language in ("es", "en"):
        with override(language):  # as the United Nations call them, both ways round
            for code, name in COUNTRIES.items():
                codes |= dict.fromkeys(_both_ways(str(name)), code)
    for code, (alpha3, _number) in ALT_CODES.items():
        codes |= {code.lower(): code, alpha3.lower(): code}
    for code, names in SHORT_NAMES.items():
        codes |= dict.fromkeys(names, code)
    for code, words in DEMONYMS.items():
        codes |= {form.replace("-", " "): code for word in words.split() for form in _forms(word)}
    return {word: code for word, code in codes.items() if word not in NOT_CODES}


def _both_ways(name):
    """ "Venezuela (Bolivarian Republic of)" is also "Bolivarian Republic of Venezuela"."""
    yield fold(name)
    if match := re.fullmatch(r"(.+?) \((.+)\)", name):
        yield fold(f"{match[2]} {match[1]}")


def _forms(word):
    """venezolano → also venezolana, venezolanos, venezolanas and "venezolano a"; aleman → alemana; english as it is."""
    yield word
    if word.endswith("o"):
        stem = word[:-1]
        yield from (f"{stem}a", f"{stem}os", f"{stem}as", f"{word} a", f"{word}s")
    elif word.endswith(("es", "ol", "aleman")):
        yield from (f"{word}a", f"{word}es", f"{word}as", f"{word}s", f"{word} a")
    else:
        yield f"{word}s"
