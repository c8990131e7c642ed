"""Find the clock a place goes by. Pure: no database.

Galápagos is an hour behind the mainland. What is typed for somebody who lives there is read, shown, reminded of and
exported in the time of that place.
"""

from zoneinfo import ZoneInfo

MAINLAND, GALAPAGOS = ZoneInfo("America/Guayaquil"), ZoneInfo("Pacific/Galapagos")
# INEC's code of the province whose clocks are an hour behind.
GALAPAGOS_PROVINCE, AFTER_GALAPAGOS = "20", "21"


def zone_of(canton: str | None) -> ZoneInfo:
    """The clock of who lives in this canton (INEC code); of nobody's place it is the mainland's."""
    return GALAPAGOS if canton and canton.startswith(GALAPAGOS_PROVINCE) else MAINLAND
