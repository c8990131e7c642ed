"""How common names are among people from Venezuela, Colombia and Ecuador.

The head is as in published rankings, the tail is what parents invent. Nobody is meant by any.
"""

from bisect import bisect
from collections.abc import Iterable
from itertools import accumulate
from random import Random

from casework.demo import names as demo

# The commonest, each with its share; the others follow by rank.
SURNAMES = (
    "González:34 Rodríguez:30 Pérez:20 Hernández:18 García:17 Martínez:14 López:12 Sánchez:12 Ramírez:10 Rojas:9 "
    "Díaz:8 Torres:8 Gómez:8 Fernández:7 Romero:7 Medina:7 Castillo:7 Rivas:6 Moreno:6 Mendoza:6 Flores:6 Vargas:6 "
    "Gutiérrez:6 Suárez:5 Jiménez:5 Álvarez:5 Contreras:5 Márquez:5 Morales:5 Salazar:5 Silva:5 Castro:5 Colmenares:4 "
    "Ramos:4 Blanco:4 Guerra:4 Mora:4 Molina:4 Marín:4 Chirinos:4 Alvarado:4 Zambrano:4 Muñoz:4 Herrera:4 Ortiz:4"
).split()
FEMALE = (
    "María:95 Ana:24 Carmen:22 Luz:12 Rosa:11 Luisa:9 Yolanda:4 Gabriela:9 Andrea:9 Daniela:9 Génesis:8 Mariana:7 "
    "Yulimar:6 Yenny:6 Yusmary:5 Karina:6 Carolina:8 Patricia:7 Sandra:6 Milagros:6 Nairobi:3 Valentina:8 Paola:6 "
    "Angélica:5 Adriana:6 Alejandra:7 Diana:5 Katherine:5 Leidy:5 Yesenia:4 Zulay:4 Belkis:4 Josefina:3 Mary:4"
).split()
MALE = (
    "José:92 Luis:46 Juan:30 Carlos:38 Jesús:26 Pedro:12 Miguel:17 Rafael:13 Ángel:12 Víctor:11 Jorge:10 Francisco:10 "
    "Daniel:11 Manuel:9 Antonio:6 Alexander:8 Jhon:9 Andrés:8 David:8 Eduardo:7 Jean:5 Kevin:7 Yorman:5 Wilmer:6 "
    "Franklin:6 Héctor:6 Ramón:6 Ricardo:6 Samuel:6 Gabriel:6 Alejandro:8 Diego:7 Brayan:5 Yohan:4 Santiago:6 Darwin:4"
).split()
SECOND_FEMALE = (
    "Alejandra:45|del Carmen:42|Carolina:36|José:22|Gabriela:30|Isabel:30|del Valle:26|Elena:22|Andreína:22|Beatriz:24|"
    "Valentina:24|Victoria:20|Fernanda:24|de los Ángeles:18|Teresa:16|Coromoto:16|Patricia:18|Josefina:14|Luisa:14"
).split("|")
SECOND_MALE = (
    "José:42|Antonio:60|Alberto:52|Enrique:42|Luis:26|Alejandro:46|Eduardo:38|Rafael:40|Manuel:36|Ramón:20|Andrés:28|"
    "Gregorio:26|David:30|Miguel:20|Daniel:26|Alexander:32|Javier:24|de Jesús:20|Gabriel:26|Jesús:16|Ángel:14"
).split("|")

# What invented names are put together from: beginnings, middles that may be left out, and endings.
_FIRST = "Yu Yo Ye Ya Da Dei Ma Li Ki Wil Ed Jo Os Le Ni Fran Der Mai Nai Ger Hei Ro Ana Jei Kle Ne".split()
_FIRST_MIDDLES = "li ri ni di mi ber der ler ne le re va ra sma sne lei".split()
_FEMALE_ENDINGS = "s mar bel beth ca na lis ris sa nis the mary ska gny anny".split()
_MALE_ENDINGS = "n s son mer man der ver fer ber xon o sio net".split()
_LAST = (
    "Al Ar Ber Bri Ca Can Ce Co Chi Da Du Es Fi Gal Gua Ha In Ja La Li Ma Man Mo Na Or Pa Pe Pi Po Qui Ra Ri Sa Sal "
    "Se So Ta To Tri U Ur Va Ve Vi Yan Za Zam Ze Zu"
).split()
_LAST_MIDDLES = "ba ca da di go gua la le li lo ma mon na no pe ra ri ro sa ta te ti to va ve zue".split()
_LAST_ENDINGS = "ca da do guez les llo na no nez ra res rio ro ta te tti ya za zo".split()


class Names:
    """A table to draw from: its head by share, its middle by rank, and what both leave over is invented."""

    def __init__(
        self, head: list[str], middle: Iterable[str], shares: tuple[float, float], parts: tuple[list[str], ...]
    ):
        named = {name: float(share) for name, share in (entry.rsplit(":", 1) for entry in head)}
        others = [name for name in dict.fromkeys(middle) if name not in named]
        ranks = sum(1 / (20 + rank) for rank in range(len(others)))
        weights = [shares[0] * share / sum(named.values()) for share in named.values()]
        weights += [shares[1] / (20 + rank) / ranks for rank in range(len(others))]
        self.names = [*named, *others]
        self.sums = list(accumulate(weights))
        self.parts = parts

    def draw(self, rng: Random) -> str:
        point = rng.random()
        if point < self.sums[-1]:
            return self.names[bisect(self.sums, point)]
        beginnings, middles, endings = self.parts
        return rng.choice(beginnings) + (rng.choice(middles) if rng.random() < 0.7 else "") + rng.choice(endings)


SURNAME = Names(SURNAMES, demo.SURNAMES, (0.42, 0.44), (_LAST, _LAST_MIDDLES, _LAST_ENDINGS))
FIRST = {
    "female": Names(FEMALE, demo.FEMALE, (0.45, 0.38), (_FIRST, _FIRST_MIDDLES, _FEMALE_ENDINGS)),
    "male": Names(MALE, demo.MALE, (0.52, 0.35), (_FIRST, _FIRST_MIDDLES, _MALE_ENDINGS)),
}
SECOND = {
    "female": Names(SECOND_FEMALE, demo.SECOND_FEMALE, (0.65, 0.25), (_FIRST, _FIRST_MIDDLES, _FEMALE_ENDINGS)),
    "male": Names(SECOND_MALE, demo.SECOND_MALE, (0.7, 0.22), (_FIRST, _FIRST_MIDDLES, _MALE_ENDINGS)),
}
