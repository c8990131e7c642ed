"""People to compare: Yulimar, with what a test changes of her."""

from datetime import date

from casework.people.matching import Traits

YULIMAR = {
    "given_names": "Yulimar del Valle",
    "family_names": "González Urdaneta",
    "sex": "female",
    "birth_date": date(1990, 3, 5),
    "documents": [("ve_cedula", "V-20.123.456")],
    "phones": ["+593 98 765 4321"],
    "canton": "0101",
    "address": "Av. 24 de Mayo 3-15",
}


def traits(**changes) -> Traits:
    return Traits(**YULIMAR | changes)
