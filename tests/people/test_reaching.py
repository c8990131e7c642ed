"""Numbers that want no messages: in every file that has them, also in one that gets them later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.journey.actions import register
from casework.people.actions import add_contact
from casework.people.models import ContactPoint, Event
from casework.people.reaching import opt_in, opt_out

NUMBER = "+593987654321"


@pytest.fixture
def shared(case, ana, bruno):
    """One number in the files of two organisations, as a phone and as a WhatsApp."""
    other = register(by=bruno, given_names="Carlos")
    phone = add_contact(person=case.person, by=ana, kind="phone", value="0987654321")
    whatsapp = add_contact(person=other.person, by=bruno, kind="whatsapp", value="+593 98 765 4321", owner="relative")
    return phone, whatsapp


def out(contact):
    contact.refresh_from_db()
    return contact.opted_out_at is not None


def told(contact):
    events = Event.objects.filter(person=contact.person, kind__startswith="contact_opted").order_by("id")
    return [(event.kind, event.section, event.facts, event.by_user) for event in events]


def test_a_number_opts_out_in_whosever_file_it_stands(shared):
    with acting_as(None, Door.API):
        assert opt_out(value=NUMBER) == 2
    for contact in shared:
        assert out(contact)
        assert told(contact) == [("contact_opted_out", "contact", {"contact": contact.kind}, None)]


def test_saying_it_twice_tells_it_once(shared):
    opt_out(value=NUMBER)
    since = ContactPoint.objects.get(pk=shared[0].pk).opted_out_at
    assert opt_out(value=NUMBER) == 0
    assert ContactPoint.objects.get(pk=shared[0].pk).opted_out_at == since
    assert len(told(shared[0])) == 1


def test_it_opts_in_again_everywhere(shared):
    opt_out(value=NUMBER)
    with acting_as(None, Door.API):
        assert opt_in(value=NUMBER) == 2
    assert not any(map(out, shared))
    assert [kind for kind, *_ in told(shared[1])] == ["contact_opted_out", "contact_opted_in"]
    assert opt_in(value=NUMBER) == 0


def test_another_number_with_the_same_last_digits_is_another_number(case, ana):
    abroad = add_contact(person=case.person, by=ana, kind="phone", value="+584127654321")
    assert abroad.value_key == NUMBER[-7:]
    assert opt_out(value=NUMBER) == 0
    assert not out(abroad)


def test_an_address_opts_out_too(case, ana):
    mail = add_contact(person=case.person, by=ana, kind="email", value="Yuli@Example.org")
    assert opt_out(value="yuli@example.org") == 1
    assert out(mail)


def test_who_is_given_the_number_later_is_sent_nothing_either(shared, ana):
    opt_out(value=NUMBER)
    since = timezone.now() - timedelta(days=3)
    ContactPoint.objects.filter(pk=shared[1].pk).update(opted_out_at=since)
    with acting_as(ana, Door.WEB):
        newcomer = register(by=ana, given_names="Ada", contacts=[{"kind": "whatsapp", "value": NUMBER}])
    with system("a look afterwards"):
        contact = newcomer.person.contacts.get()
        assert contact.opted_out_at == since
        assert told(contact) == [("contact_opted_out", "contact", {"contact": "whatsapp"}, None)]
