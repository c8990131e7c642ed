"""Filters of lists of people."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from casework.access.policy import Section, require_section
from casework.api.filters import FilterOfSeen
from casework.people.models import Household, Person


class PersonFilter(FilterOfSeen):
    q = filters.CharFilter(
        method="search",
        max_length=200,
        help_text=_(
            "Parts of names without regard to accents, or a document, phone number or e-mail, however written."
        ),
    )
    nationality = filters.CharFilter(min_length=2, max_length=2, help_text=_("ISO 3166 alpha-2, such as VE."))
    canton = filters.CharFilter(field_name="canton_id", max_length=4, help_text=_("INEC code, such as 1701."))
    household = filters.UUIDFilter(method="of_household", help_text=_("Id of a household."))

    class Meta:
        model = Person
        fields: list[str] = []

    def search(self, people, name, text):
        return people.search(text, self.by)

    def of_household(self, people, name, household):
        require_section(self.by, Section.HOUSEHOLD)
        return people.filter(household=household)


class HouseholdFilter(filters.FilterSet):
    canton = filters.CharFilter(field_name="canton_id", max_length=4, help_text=_("INEC code, such as 1701."))

    class Meta:
        model = Household
        fields: list[str] = []
