"""Documents and contacts: who saw or verified them, whose they really are, and how a lost one comes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from casework.base.errors import Conflict
from casework.people import contacts
from casework.people.actions import add_contact, add_document, mark_contact, register_person, update_document
from casework.people.models import ContactPoint, Event, IdentityDocument

TODAY = timezone.localdate()


@pytest.fixture
def email(case, ana):
    return add_contact(person=case.person, by=ana, kind="email", value="yuli@example.org")


@pytest.fixture
def lost(email, ana):
    return mark_contact(contact=email, by=ana, state="lost")


def last_event(person):
    event = Event.objects.filter(person=person).latest("id")
    return event.kind, event.facts


# Documents ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("evidence", "seen"), [("original", True), ("copy", True), ("declared", False)])
def test_what_was_seen_was_seen_by_who_records_it(evidence, seen, case, ana):
    document = add_document(person=case.person, by=ana, kind="passport", number="A1", evidence=evidence)
    expected = (ana.user, ana.organisation) if seen else (None, None)
    assert (document.verified_by, document.verified_organisation) == expected
    assert bool(document.verified_at) == seen


def test_also_when_she_is_registered(ana):
    documents = [{"kind": "passport", "number": "A1", "evidence": "copy"}, {"kind": "ve_cedula", "number": "20123456"}]
    person = register_person(by=ana, given_names="Yulimar", documents=documents)
    assert {d.kind: d.verified_by for d in person.documents.all()} == {"passport": ana.user, "ve_cedula": None}


def test_another_sees_it_again_and_a_correction_of_the_number_is_no_sight_of_it(case, ana, hilda):
    document = add_document(person=case.person, by=ana, kind="passport", number="A1", evidence="copy")
    corrected = update_document(document=document, by=hilda, number="A2", evidence="copy")
    assert corrected.verified_by == ana.user
    again = update_document(document=document, by=hilda, seen=True)
    assert (again.verified_by, again.evidence) == (hilda.user, "copy")
    original = update_document(document=document, by=ana, evidence="original")
    assert original.verified_by == ana.user
    declared = update_document(document=document, by=ana, evidence="declared")
    assert declared.verified_at is None
    assert update_document(document=document, by=ana, seen=True).verified_at is None


def test_who_saw_it_before_stays_in_its_history(case, ana, hilda):
    document = add_document(person=case.person, by=ana, kind="passport", number="A1", evidence="copy")
    update_document(document=document, by=hilda, seen=True)
    history = IdentityDocument.history.rel.related_model.objects.filter(pgh_obj=document, pgh_label="update")
    assert [row.verified_by_id for row in history] == [ana.user_id]


# Contacts -------------------------------------------------------------------------------------------------------------
def test_a_contact_is_verified_by_somebody(email, ana):
    reachable = mark_contact(contact=email, by=ana, state="reachable")
    assert (reachable.verified_by, reachable.verified_organisation) == (ana.user, ana.organisation)


def test_since_when_it_is_lost_is_kept_and_goes_when_it_works_again(email, ana):
    first = mark_contact(contact=email, by=ana, state="lost").lost_at
    assert timezone.now() - first < timedelta(minutes=1)
    assert mark_contact(contact=email, by=ana, state="lost").lost_at == first
    contacts.record_recovery(contact=email, by=ana, recovery="code_sent")
    found = mark_contact(contact=email, by=ana, state="reachable")
    assert (found.lost_at, found.recovery, found.recovery_on) == (None, "", None)


def test_whose_it_is_is_said_and_corrected(case, ana):
    phone = add_contact(
        person=case.person, by=ana, kind="phone", value="0987654321", owner="relative", owner_words=" her sister  Rosa "
    )
    assert phone.owner_words == "her sister Rosa"
    corrected = contacts.correct_owner(contact=phone, by=ana, owner="other", owner_words="a neighbour")
    assert (corrected.owner, corrected.owner_words) == ("other", "a neighbour")
    assert last_event(case.person) == ("contact_owner_corrected", {"contact": "phone", "owner": "other"})
    for wrong in ({"owner": "own", "owner_words": "Rosa"}, {"owner": "nobody"}):
        with pytest.raises(ValidationError):
            contacts.correct_owner(contact=phone, by=ana, **wrong)
    assert contacts.correct_owner(contact=phone, by=ana, owner="own").owner_words == ""


def test_a_step_to_get_it_back_is_a_recorded_fact(lost, case, ana):
    yesterday = TODAY - timedelta(days=1)
    step = contacts.record_recovery(contact=lost, by=ana, recovery="provider_asked", on=yesterday)
    assert (step.recovery, step.recovery_on, step.state) == ("provider_asked", yesterday, "lost")
    assert last_event(case.person) == ("contact_recovery", {"contact": "email", "recovery": "provider_asked"})


def test_a_new_one_that_was_made_is_written_down_with_it(lost, case, ana):
    contacts.record_recovery(contact=lost, by=ana, recovery="new_made", value="Yuli2@example.org")
    new = case.person.contacts.get(state="unverified")
    assert (new.value, new.kind, new.owner) == ("yuli2@example.org", "email", "own")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"recovery": "new_made"}, "value"),
        ({"value": "a@example.org"}, "value"),
        ({"recovery": "new_made", "value": "no address"}, "value"),
        ({"recovery": "prayed"}, "recovery"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_step_writes_nothing(wrong, field, lost, ana):
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        contacts.record_recovery(**{"contact": lost, "by": ana, "recovery": "code_sent"} | wrong)
    assert field in refused.value.error_dict
    lost.refresh_from_db()
    assert lost.recovery == ""
    assert ContactPoint.objects.count() == 1


def test_what_is_not_lost_needs_no_way_back(email, ana):
    with pytest.raises(Conflict, match="not lost"):
        contacts.record_recovery(contact=email, by=ana, recovery="code_sent")


def test_who_may_not_write_contacts_does_neither(lost, vera, bruno):
    for act in (
        lambda by: contacts.record_recovery(contact=lost, by=by, recovery="code_sent"),
        lambda by: contacts.correct_owner(contact=lost, by=by, owner="other"),
    ):
        with pytest.raises(PermissionDenied):
            act(vera)
        with pytest.raises(ObjectDoesNotExist):
            act(bruno)
