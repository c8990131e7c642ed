"""Reads about what organisations ask of each other: `AccessRequest.objects.to_answer(me)`."""

from django.apps import apps
from django.db.models import Exists, Q

from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may, reads
from casework.people.queries import ScopedQuerySet


class AccessRequestQuerySet(ScopedQuerySet):
    section = Section.CONSENTS

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        """An organisation sees what it asked itself, and what is asked about the people it keeps."""
        if membership is None or membership.organisation.kind == Kind.IOM:
            return super().visible_to(membership, section)
        if not reads(membership, section or self.section):
            return self.none()
        kept = apps.get_model("people", "PersonAccess").objects.owners().filter(organisation=membership.organisation)
        return self.filter(Q(organisation=membership.organisation) | Exists(kept))

    def open(self):
        return self.filter(state="open")

    def asked_by(self, organisation):
        return self.filter(organisation=organisation)

    def to_answer(self, membership: Membership):
        """Those that wait for this membership: for who keeps the person, and for IOM where no partner does."""
        if not may(membership, Right.SHARE):
            return self.none()
        waiting = self.visible_to(membership).open().exclude(organisation=membership.organisation)
        if membership.organisation.kind == Kind.IOM:
            partner = Q(organisation_kind=Kind.PARTNER, organisation__is_active=True)
            accesses = apps.get_model("people", "PersonAccess").objects
            return waiting.exclude(Exists(accesses.owners().filter(partner)))
        return waiting
