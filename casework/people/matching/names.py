"""Names as they are compared: tokens without accents and particles, how they sound in Spanish, who is called what."""

import re
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from casework.base.text import fold

# As many different tokens and pairs of tokens are remembered: a register of a million people has some 100,000 tokens.
TOKENS, PAIRS = 1 << 17, 1 << 20

_ASCII_WORD = re.compile(r"[a-z0-9]+")
PARTICLES = frozenset("al bin da das de del di do dos du e el ibn la las los van von der den y".split())
NICKNAMES = {
    name: tuple(names.split("|"))
    for name, names in (
        entry.split(":")
        for entry in """
        ale:alejandra|alejandro|alexandra aleja:alejandra alejo:alejandro alex:alexander|alexis|alejandro
        andre:andrea|andres andy:andres|andrea ange:angela|angel angie:angela|angelica anita:ana
        beto:alberto|roberto|humberto betty:beatriz beti:beatriz betsi:elizabeth caro:carolina carlitos:carlos
        carmencita:carmen charly:carlos
        chabela:isabel chabe:isabel chago:santiago chelo:consuelo|marcelo chela:graciela|marcela cheo:jose chepe:jose
        chente:vicente chico:francisco chucho:jesus chuy:jesus chus:jesus concha:concepcion conchi:concepcion
        cris:cristina|cristian dani:daniel|daniela dany:daniel|daniela davicito:david edu:eduardo eli:elizabeth|elias
        estefa:estefania fabi:fabian|fabiola fco:francisco fer:fernando|fernanda fercho:fernando gabo:gabriel
        gaby:gabriela gabi:gabriela gero:geronimo gonza:gonzalo gpe:guadalupe guille:guillermo goyo:gregorio isa:isabel
        jandro:alejandro javi:javier jesusito:jesus joselito:jose josesito:jose juancho:juan juanito:juan
        juanca:juan kike:enrique kiko:francisco lalo:eduardo leo:leonardo|leonel lili:liliana loli:dolores lola:dolores
        lucho:luis luchito:luis luisito:luis lupe:guadalupe lupita:guadalupe ma:maria manolo:manuel manny:manuel
        manu:manuel|manuela mari:maria mariita:maria mary:maria maruja:maria mecha:mercedes mechas:mercedes
        memo:guillermo mencha:carmen meche:mercedes migue:miguel miguelito:miguel milu:milagros moncho:ramon
        mone:monica nacho:ignacio
        nando:fernando|hernando nati:natalia|nathaly nico:nicolas paca:francisca paco:francisco pacho:francisco
        pancha:francisca pancho:francisco pao:paola paty:patricia pati:patricia pepa:josefa pepe:jose perucho:pedro
        pedrito:pedro pili:pilar poncho:alfonso quique:enrique rafa:rafael rafita:rafael ramoncito:ramon richi:ricardo
        rosi:rosa rosita:rosa santi:santiago sebas:sebastian sofi:sofia tere:teresa tito:alberto|ernesto toni:antonio
        tonio:antonio tono:antonio tony:antonio vale:valentina|valeria vane:vanessa vero:veronica
        vicky:victoria viki:victoria xavier:javier ximena:jimena yeni:jennifer yorch:jorge yoni:jonathan
        """.split()
    )
}
# "Mariajosé", "Josegregorio": two names in one word, where both halves are common.
_FUSED = re.compile(
    "(ana|carlos|jesus|jose|juan|luis|luz|maria|miguel|pedro|rosa|victor)"
    "(alberto|alejandra|alejandro|alexander|alfredo|andreina|andres|angel|angeles|antonio|beatriz|belen|camila|carlos|"
    "carmen|carolina|cristina|daniel|daniela|david|delvalle|eduardo|elena|enrique|esther|eugenia|felipe|fernanda|"
    "fernando|francisco|gabriel|gabriela|gregorio|guadalupe|ines|isabel|jesus|jose|josefina|laura|lourdes|lucia|luis|"
    "luisa|manuel|maria|mercedes|miguel|pablo|patricia|paula|rafael|ramon|ricardo|sebastian|sofia|teresa|valentina|"
    "valle|vicente|victoria|virginia)"
)


@lru_cache(TOKENS)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a name that tell it from others: "María-José del Valle" → ("maria", "jose", "valle")."""
    words = plain_words(text)
    kept = [word for word in words if word not in PARTICLES] or words
    return tuple(part for word in kept for part in _parted(word))


def plain_words(text: str) -> list[str]:
    """The words of `base.text.fold`; most people write without accents, and for them a shorter way."""
    return _ASCII_WORD.findall(text.lower()) if text.isascii() else fold(text).split()


def _parted(word: str) -> tuple[str, ...]:
    halves = _FUSED.fullmatch(word)
    return halves.groups() if halves else (word,)


# In this order; every letter of the result stands for one sound of Latin American Spanish.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ch(?=[rl])", "k"),
        (r"[cs]h", "X"),
        (r"ph", "f"),
        (r"^h?[ou](?=[aei])|gu(?=[ao])|w[uh]?|hu(?=[aeio])", "W"),
        (r"qu(?=[ei])|q|ck", "k"),
        (r"gu(?=[ei])", "G"),
        (r"g(?=[eiy])", "i"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"h", ""),
        (r"ks|x|z|ts", "s"),
        (r"v", "b"),
        (r"ll|[yj]", "i"),
        (r"m(?=[bp])", "n"),
        (r"G", "g"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.)d$", ""),
    )
)


@lru_cache(TOKENS)
def sound(token: str) -> str:
    """How a token sounds: "yessica" and "jesica", "gonsales" and "gonzalez" are one."""
    for pattern, letter in _SOUNDS:
        token = pattern.sub(letter, token)
    return token


@lru_cache(TOKENS)
def full_names(token: str) -> tuple[str, ...]:
    """What a nickname is short for, else the name itself."""
    return NICKNAMES.get(token, (token,))


@lru_cache(TOKENS)
def key_sound(token: str) -> str:
    """What a token is looked up by: the sound of the name a nickname most often stands for; e is i and o is u.

    So those who learned Kichwa first hear them, and others on bad lines.
    """
    return sound(full_names(token)[0]).translate(_HEARD_ALIKE)


_HEARD_ALIKE = str.maketrans("eo", "iu")


SAME, SOUNDS_SAME, CLOSE, ALIKE, DIFFERENT = range(5)


@lru_cache(PAIRS)
def given_nearness(one: str, other: str) -> int:
    """How near two given names are: SAME … DIFFERENT. Daniel is not Daniela: twins are often named so."""
    nearness = surname_nearness(one, other)
    if nearness in (CLOSE, ALIKE):
        if set(full_names(one)) & set(full_names(other)) or _sounds(one) & _sounds(other):
            return SOUNDS_SAME
        return DIFFERENT if _is_other_sex(one, other) else nearness
    if nearness == DIFFERENT and _sounds(one) & _sounds(other):
        return SOUNDS_SAME
    return nearness


@lru_cache(PAIRS)
def surname_nearness(one: str, other: str) -> int:
    """How near two surnames are: SAME … DIFFERENT. An initial is ALIKE whatever begins with it."""
    if one == other:
        return SAME
    if len(one) == 1 or len(other) == 1:
        return ALIKE if one[0] == other[0] else DIFFERENT
    if sound(one) == sound(other):
        return SOUNDS_SAME
    similarity = JaroWinkler.similarity(one, other, score_cutoff=0.8)
    return CLOSE if similarity >= 0.9 else ALIKE if similarity else DIFFERENT


def _sounds(token: str) -> set[str]:
    return {sound(name) for name in full_names(token)}


def _is_other_sex(one: str, other: str) -> bool:
    short, long = sorted((sound(one), sound(other)), key=len)
    return long == f"{short}a" or (
        len(short) == len(long) and short[:-1] == long[:-1] and {short[-1], long[-1]} == {"a", "o"}
    )
