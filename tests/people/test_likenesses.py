"""What people are found and compared by: kept with them, seen by nobody, gone with them."""

import pytest
from django.db import connection

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.people import likenesses
from casework.people.actions import add_contact, add_document, register_person, update_document, update_person
from casework.people.likenesses import note, settle_keys
from casework.people.models import Likeness
from casework.people.search import find

KEYS = ("people_matchkey", "people_matchkey_recent", "people_matchkey_settled")
TABLES = ("people_likeness", *KEYS, "people_nameword")


@pytest.fixture
def yulimar(ana):
    return register_person(by=ana, given_names="Yulimar", family_names="González", birth_date="1991-07-23")


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return cursor.fetchall()


def kept_keys(person):
    return {key for key, of, _recent in rows("people_matchkey") if of == person.pk}


def test_every_way_of_writing_her_keeps_it(yulimar, ana):
    before = Likeness.objects.get(person=yulimar)
    assert before.values == [["yulimar"], ["gonzalez"], "", [1991, 7, 23, True], [], [], "", []]
    update_person(person=yulimar, by=ana, sex="female", address="El Vecino")
    document = add_document(person=yulimar, by=ana, kind="passport", number="AB-123456")
    add_contact(person=yulimar, by=ana, kind="phone", value="0987654321")
    add_contact(person=yulimar, by=ana, kind="email", value="yuli@example.org")
    update_document(document=document, by=ana, number="AB-123457")
    after = Likeness.objects.get(person=yulimar)
    assert after.values[2:] == ["female", [1991, 7, 23, True], [["passport", "AB123457"]], ["7654321"], "", ["vecino"]]
    assert set(before.keys) < set(after.keys)


def test_the_keys_follow_whatever_becomes_of_it(yulimar, ana):
    likeness = Likeness.objects.get(person=yulimar)
    assert kept_keys(yulimar) == set(likeness.keys)
    update_person(person=yulimar, by=ana, given_names="Carmen")
    assert kept_keys(yulimar) == set(Likeness.objects.get(person=yulimar).keys) != set(likeness.keys)
    Likeness.objects.all().delete()
    assert kept_keys(yulimar) == set()


def test_recent_keys_are_settled_and_follow_her_still(yulimar, ana, ivan, monkeypatch):
    monkeypatch.setattr(likenesses, "SETTLE_AT_ONCE", 3)
    recent = kept_keys(yulimar)
    assert rows("people_matchkey_settled") == []
    assert list(settle_keys())[-1] == len(recent)
    assert (kept_keys(yulimar), rows("people_matchkey_recent"), list(settle_keys())) == (recent, [], [])
    update_person(person=yulimar, by=ana, given_names="Carmen")
    assert kept_keys(yulimar) == set(Likeness.objects.get(person=yulimar).keys) != recent
    assert (bool(rows("people_matchkey_recent")), bool(rows("people_matchkey_settled"))) == (True, True)
    assert find("carmen gonzalez", ivan) == [yulimar.pk]
    Likeness.objects.all().delete()
    assert kept_keys(yulimar) == set()


def test_what_did_not_change_is_not_noted_anew(yulimar):
    noted = Likeness.objects.get().noted_at
    note([yulimar])
    assert Likeness.objects.get().noted_at == noted


def test_a_word_goes_with_the_last_who_bears_it(yulimar, ana):
    other = register_person(by=ana, given_names="Rosa", family_names="Gonsales")
    Likeness.objects.filter(person=yulimar).delete()
    assert {word for word, _key in rows("people_nameword")} == {"rosa", "gonzalez", "gonsales"}
    Likeness.objects.filter(person=other).delete()
    assert rows("people_nameword") == []


@pytest.mark.parametrize("who", ["ana", "hilda", "ivan", "ines", "marta", None])
def test_nobody_sees_it(who, yulimar, request):
    by = who and request.getfixturevalue(who)
    assert not Likeness.objects.visible_to(by).exists()
    with acting_as(by, Door.WEB):
        assert [rows(table) for table in TABLES] == [[]] * len(TABLES)
        assert rows("casework_words_like('gonzales', 4, 12)") == []
    with system("search looks for words that are spelt so"):
        assert rows("casework_words_like('gonzales', 4, 12)") == [("gonzalez",)]
