"""/people/, and what hangs on a person: /documents/, /contacts/, /needs/."""

from operator import attrgetter

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api import examples
from casework.api.people import serializers as s
from casework.api.people.filters import PersonFilter
from casework.api.people.registering import register_once
from casework.api.resource import Resource, operation
from casework.base.held import hold
from casework.journey import actions as journey
from casework.journey.anyway import register_person_anyway
from casework.journey.models import Case
from casework.people import actions, contacts, deaths, reaching
from casework.people.drafts import Draft
from casework.people.models import ContactPoint, IdentityDocument, Person, PersonAccess, SpecificNeed
from casework.people.queries import require_open

# Always the same: the ETag is of the whole answer.
IN_ORDER = ("created_at", "id")
OPENED = "open_accesses"
READ = {"scope": Scope.PEOPLE_READ, "rights": [Right.READ]}
WRITE = {"scope": Scope.PEOPLE_WRITE, "writes": True}


def parts_seen_by(by: Membership) -> list[Prefetch]:
    """What a person's answer holds besides herself, and which of it is open to the caller."""
    parts = {"documents": IdentityDocument, "contacts": ContactPoint, "needs": SpecificNeed, "cases": Case}
    seen = [Prefetch(name, model.objects.visible_to(by).order_by(*IN_ORDER)) for name, model in parts.items()]
    return [*seen, Prefetch("accesses", PersonAccess.objects.open_for(by), to_attr=OPENED)]


def just_written(draft: Draft) -> Person:
    """Return a person who was registered a moment ago as `parts_seen_by` would load her: who registers her sees it all.

    What was written need not be read again: that took a third of the time of the whole answer.
    """
    person = draft.person
    hold(person, "cases", [])
    for name, rows in draft.parts():
        hold(person, name, sorted(rows, key=attrgetter(*IN_ORDER)))
    setattr(person, OPENED, [draft.access])
    return person


class PeopleResource(Resource):
    tag = "people"
    model = Person
    ordering = ("name_key", "id")

    def visible(self) -> QuerySet:
        return Person.objects.visible_to(self.by).prefetch_related(*parts_seen_by(self.by))


class People(PeopleResource):
    filterset_class = PersonFilter

    @operation("people_list", _("People, by name"), section=Section.IDENTITY, gives=s.PersonOut, many=True, **READ)
    def get(self, request):
        return self.page(self.visible())

    @operation(
        "people_register",
        _("Register a person"),
        scope=Scope.PEOPLE_WRITE,
        rights=[Right.REGISTER],
        takes=s.PersonIn,
        gives=s.PersonOut,
        status=201,
        description=_(
            "Only a given name is needed. Nothing is written when any part is wrong. 409 `probably_registered` where "
            "somebody has the same document or is very likely the same, with what you may know of them."
        ),
        examples=[examples.PERSON],
    )
    def post(self, request):
        return register_once(self, self.body(), self._register, register_person_anyway, self._created)

    def _register(self, draft: Draft, _told: dict) -> Person:
        return just_written(journey.register_draft(draft=draft, by=self.by))

    def _created(self, person: Person):
        if not hasattr(person, OPENED):
            prefetch_related_objects([person], *parts_seen_by(self.by))
        return self.created(person, reverse("api:person", args=[person.pk]))


class PersonDetail(PeopleResource):
    @operation("people_read", _("A person"), section=Section.IDENTITY, gives=s.PersonOut, **READ)
    def get(self, request, person_id):
        return self.detail(self.visible().get(pk=person_id))

    @operation(
        "people_change", _("Change a person's data"), section=Section.IDENTITY, takes=s.PersonPatch, gives=s.PersonOut,
        examples=[examples.PERSON_PATCH], **WRITE,
    )  # fmt: skip
    def patch(self, request, person_id):
        return self.change(
            lambda people: people.get(pk=person_id),
            lambda person, fields: actions.update_person(person=person, by=self.by, **fields),
        )


class Death(PeopleResource):
    @operation(
        "people_died",
        _("Record that a person died"),
        section=Section.IDENTITY,
        takes=s.DeathIn,
        gives=s.PersonOut,
        description=_("Nothing is opened for the person, and nobody is written to, until it is taken back."),
        **WRITE,
    )
    def post(self, request, person_id):
        person = self.visible().get(pk=person_id)
        deaths.record_death(person=person, by=self.by, **self.body())
        return self.detail(self.visible().get(pk=person_id))


class DeathTakenBack(PeopleResource):
    @operation(
        "people_lives",
        _("Take back that a person died"),
        section=Section.IDENTITY,
        takes=s.TakenBackIn,
        gives=s.PersonOut,
        **WRITE,
    )
    def post(self, request, person_id):
        person = self.visible().get(pk=person_id)
        deaths.take_back_death(person=person, by=self.by, **self.body())
        return self.detail(self.visible().get(pk=person_id))


class OnPerson(Resource):
    """What hangs on a person: found through her, and locked with her."""

    tag = "people"
    ordering = IN_ORDER

    def person(self) -> Person:
        person = Person.objects.visible_to(self.by).get(pk=self.kwargs["person_id"])
        require_open(person, self.by, self.current.section)
        return person

    def visible(self) -> QuerySet:
        return self.model.objects.visible_to(self.by).filter(person=self.person())

    def add(self, action, name: str):
        row = action(person=self.person(), by=self.by, **self.body())
        return self.created(row, reverse(f"api:{name}", args=[row.person_id, row.pk]))

    def lock(self) -> Person:
        return actions.lock_person(self.person(), self.by)


class Documents(OnPerson):
    model = IdentityDocument

    @operation(
        "documents_list", _("A person's documents"), section=Section.DOCUMENTS, gives=s.DocumentOut, many=True, **READ
    )
    def get(self, request, person_id):
        return self.page(self.visible())

    @operation(
        "documents_add", _("Add a document"), section=Section.DOCUMENTS, takes=s.DocumentIn, gives=s.DocumentOut,
        status=201, examples=[examples.DOCUMENT], **WRITE,
    )  # fmt: skip
    def post(self, request, person_id):
        return self.add(journey.add_document, "document")


class DocumentDetail(OnPerson):
    model = IdentityDocument

    @operation("documents_read", _("A document"), section=Section.DOCUMENTS, gives=s.DocumentOut, **READ)
    def get(self, request, person_id, document_id):
        return self.detail(self.visible().get(pk=document_id))

    @operation(
        "documents_correct", _("Correct a document"), section=Section.DOCUMENTS, takes=s.DocumentPatch,
        gives=s.DocumentOut, **WRITE,
    )  # fmt: skip
    def patch(self, request, person_id, document_id):
        return self.change(
            lambda documents: documents.get(pk=document_id),
            lambda document, fields: journey.correct_document(document=document, by=self.by, **fields),
            lock=self.lock,
        )


class Contacts(OnPerson):
    model = ContactPoint

    @operation(
        "contacts_list", _("Ways to reach a person"), section=Section.CONTACT, gives=s.ContactOut, many=True, **READ
    )
    def get(self, request, person_id):
        return self.page(self.visible())

    @operation(
        "contacts_add", _("Add a way to reach a person"), section=Section.CONTACT, takes=s.ContactIn,
        gives=s.ContactOut, status=201, examples=[examples.CONTACT], **WRITE,
    )  # fmt: skip
    def post(self, request, person_id):
        return self.add(actions.add_contact, "contact")


class ContactDetail(OnPerson):
    model = ContactPoint

    @operation("contacts_read", _("A way to reach a person"), section=Section.CONTACT, gives=s.ContactOut, **READ)
    def get(self, request, person_id, contact_id):
        return self.detail(self.visible().get(pk=contact_id))

    @operation(
        "contacts_mark", _("Mark a contact as reachable or lost, or say whose it is"), section=Section.CONTACT,
        takes=s.ContactPatch, gives=s.ContactOut, **WRITE,
    )  # fmt: skip
    def patch(self, request, person_id, contact_id):
        def change(contact, fields):
            if "state" in fields:
                actions.mark_contact(contact=contact, by=self.by, state=fields.pop("state"))
            if fields:
                told = {"owner": contact.owner, "owner_words": contact.owner_words} | fields
                contacts.correct_owner(contact=contact, by=self.by, **told)

        return self.change(lambda found: found.get(pk=contact_id), change, lock=self.lock)


class ContactRecovery(OnPerson):
    model = ContactPoint

    @operation(
        "contacts_recover", _("Record what was done to get a lost contact back"), section=Section.CONTACT,
        takes=s.RecoveryIn, gives=s.ContactOut, **WRITE,
    )  # fmt: skip
    def post(self, request, person_id, contact_id):
        contact = self.visible().get(pk=contact_id)
        contacts.record_recovery(contact=contact, by=self.by, **self.body())
        return self.detail(self.visible().get(pk=contact_id))


class ContactMessages(OnPerson):
    model = ContactPoint

    @operation(
        "contacts_messages", _("Record whether messages are wanted at a contact"), section=Section.CONTACT,
        takes=s.WantedIn, gives=s.ContactOut,
        description=_("It counts wherever this number or address stands. 409 when it is so already."), **WRITE,
    )  # fmt: skip
    def post(self, request, person_id, contact_id):
        reaching.set_wanted(contact=self.visible().get(pk=contact_id), by=self.by, **self.body())
        return self.detail(self.visible().get(pk=contact_id))


class Needs(OnPerson):
    model = SpecificNeed

    @operation("needs_list", _("A person's specific needs"), section=Section.NEEDS, gives=s.NeedOut, many=True, **READ)
    def get(self, request, person_id):
        return self.page(self.visible())

    @operation(
        "needs_add", _("Record a specific need"), section=Section.NEEDS, takes=s.NeedIn, gives=s.NeedOut, status=201,
        **WRITE,
    )  # fmt: skip
    def post(self, request, person_id):
        return self.add(actions.add_need, "need")


class NeedDetail(OnPerson):
    model = SpecificNeed

    @operation("needs_read", _("A specific need"), section=Section.NEEDS, gives=s.NeedOut, **READ)
    def get(self, request, person_id, need_id):
        return self.detail(self.visible().get(pk=need_id))
