"""The tables of this room."""

from casework.people.models.asking import AccessRequest
from casework.people.models.disclosure import DisclosureQuestion
from casework.people.models.duplicates import Duplicate, DuplicateSearch
from casework.people.models.likeness import Likeness, MatchModel
from casework.people.models.merging import Merge, MergeStep
from casework.people.models.papers import ContactAttempt, ContactPoint, IdentityDocument
from casework.people.models.person import Household, HouseholdStay, Person
from casework.people.models.protection import ProtectionNote, SpecificNeed
from casework.people.models.rights import DataRequest
from casework.people.models.sharing import Consent, ConsentText, PersonAccess
from casework.people.models.timeline import Event

__all__ = [
    "AccessRequest",
    "Consent",
    "ConsentText",
    "ContactAttempt",
    "ContactPoint",
    "DataRequest",
    "DisclosureQuestion",
    "Duplicate",
    "DuplicateSearch",
    "Event",
    "Household",
    "HouseholdStay",
    "IdentityDocument",
    "Likeness",
    "MatchModel",
    "Merge",
    "MergeStep",
    "Person",
    "PersonAccess",
    "ProtectionNote",
    "SpecificNeed",
]
