"""Where people live and where they entered, weighted as the sources name the places. Codes are the INEC's."""

from bisect import bisect
from itertools import accumulate
from random import Random

# Canton: weight. The big cities, the borders, and the small towns whose offices the sources call too far away.
CANTONS = {
    "1701": 290,  # Quito
    "0901": 190,  # Guayaquil
    "0101": 90,  # Cuenca
    "1308": 65,  # Manta
    "2301": 48,  # Santo Domingo
    "0701": 42,  # Machala
    "0707": 40,  # Huaquillas
    "1001": 36,  # Ibarra
    "0401": 34,  # Tulcán
    "1301": 30,  # Portoviejo
    "1801": 28,  # Ambato
    "2101": 26,  # Lago Agrio
    "1101": 18,  # Loja
    "0907": 14,  # Durán
    "0601": 11,  # Riobamba
    "0801": 10,  # Esmeraldas
    "1705": 10,  # Rumiñahui
    "0304": 9,  # La Troncal
    "0301": 8,  # Azogues
    "1004": 7,  # Otavalo
    "0103": 6,  # Gualaceo
    "0501": 6,  # Latacunga
    "0702": 5,  # Arenillas
    "0805": 4,  # San Lorenzo
    "1205": 4,  # Quevedo
    "1201": 3,  # Babahoyo
    "0102": 2,  # Girón
}
_CODES = tuple(CANTONS)
_SUMS = tuple(accumulate(CANTONS.values()))

# Where one enters by a regular crossing, and where by another; the weights add up to one.
REGULAR_POINTS = (("Rumichaca", 0.62), ("Huaquillas", 0.12), ("San Miguel", 0.1), ("Aeropuerto de Quito", 0.1))
REGULAR_REST = "Aeropuerto de Guayaquil"
OTHER_POINTS = (("Trocha de Rumichaca", 0.5), ("El Carmelo", 0.15), ("Trocha de Huaquillas", 0.15), ("Urbina", 0.1))
OTHER_REST = "Paso no autorizado"

STREETS = (
    "Av. 24 de Mayo|Av. América|Calle Bolívar|Calle Sucre|Calle Olmedo|Av. de las Américas|Calle Rocafuerte|"
    "Av. Amazonas|Calle 10 de Agosto|Av. Loja|Calle Eloy Alfaro|Calle Colón|Calle Montalvo|Av. Occidental|"
    "Calle García Moreno"
).split("|")
QUARTERS = (
    "Barrio El Vecino|Barrio San José|La Floresta|Ciudadela Kennedy|Barrio Obrero|Los Ceibos|San Roque|"
    "Comité del Pueblo|Solanda|Monte Sinaí|Bastión Popular|Carapungo|Totoracocha|Barrio Miraflores|La Libertad|"
    "Barrio Central"
).split("|")


def canton(rng: Random) -> str:
    """The code of one of the cantons, the likelier the larger its weight."""
    return _CODES[bisect(_SUMS, rng.random() * _SUMS[-1])]


def entry_point(rng: Random, *, regular: bool) -> str:
    """A border crossing or airport."""
    points, rest = (REGULAR_POINTS, REGULAR_REST) if regular else (OTHER_POINTS, OTHER_REST)
    draw = rng.random()
    for name, share in points:
        draw -= share
        if draw < 0:
            return name
    return rest


def address(rng: Random) -> str:
    """A street or a quarter that exists somewhere, and nobody's house."""
    if rng.random() < 0.55:
        return f"{STREETS[int(rng.random() * len(STREETS))]} N{int(rng.random() * 60) + 1}-{int(rng.random() * 90) + 1}"
    return QUARTERS[int(rng.random() * len(QUARTERS))]
