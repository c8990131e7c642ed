"""Reads about people. Every list of them begins with `visible_to`."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import Kind
from casework.base.text import fold, squash, tidy
from casework.people.rules import PHONE_KEY_DIGITS


class ScopedQuerySet(models.QuerySet):
    """Rows that hang on a person. `person_path` is the way to her, "" for the person herself."""

    person_path = "person"

    def visible_to(self, membership: Membership | None):
        """Rows of people this membership may see: all for IOM, else those its organisation has an open access to."""
        if membership is None:
            return self.none()
        if membership.organisation.kind == Kind.IOM:
            return self
        person_id = f"{self.person_path}_id" if self.person_path else "pk"
        access = apps.get_model("people", "PersonAccess")
        return self.filter(
            Exists(access.objects.open().filter(person=OuterRef(person_id), organisation=membership.organisation))
        )


class PersonAccessQuerySet(ScopedQuerySet):
    def open(self):
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)


def matching(text: str, path: str = "") -> Q:
    """People by document or phone number however written, by e-mail, or by parts of their names without accents.

    `path` leads to the person from the rows that are looked through ("person__"): with the person named twice in one
    query, PostgreSQL compared everybody with everybody.
    """
    document = apps.get_model("people", "IdentityDocument").objects
    contact = apps.get_model("people", "ContactPoint").objects
    number = squash(text)
    if "@" in text:
        return Q(**{f"{path}pk__in": contact.filter(value_key=tidy(text).lower()).values("person_id")})
    if any(c.isdigit() for c in number):
        found = document.filter(number_key__in=[number, f"V{number}", f"E{number}"]).values("person_id")
        if number.isdigit() and len(number) >= PHONE_KEY_DIGITS:
            found = found.union(contact.filter(value_key=number[-PHONE_KEY_DIGITS:]).values("person_id"))
        return Q(**{f"{path}pk__in": found})
    words = fold(text).split()
    return Q(*(Q(**{f"{path}name_key__contains": word}) for word in words)) if words else Q(pk__in=[])


class PersonQuerySet(ScopedQuerySet):
    person_path = ""

    def search(self, text: str):
        """Those whom a text that was typed may mean (`matching`), by name."""
        return self.filter(matching(text)).order_by("name_key", "id")


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, membership: Membership | None):
        """Households with somebody in them whom this membership may see; IOM sees all."""
        if membership is None:
            return self.none()
        if membership.organisation.kind == Kind.IOM:
            return self
        members = apps.get_model("people", "Person").objects.visible_to(membership)
        return self.filter(Exists(members.filter(household=OuterRef("pk"))))


class IdentityDocumentQuerySet(ScopedQuerySet):
    pass


class ContactPointQuerySet(ScopedQuerySet):
    pass
