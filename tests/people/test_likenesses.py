"""What people are found and compared by: kept with them, seen by nobody, gone with them."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.people import likenesses
from casework.people.actions import add_contact, add_document, register_person, update_document, update_person
from casework.people.candidates import likely
from casework.people.likenesses import note, note_missing
from casework.people.models import Likeness

TABLES = ("people_likeness", "people_with_keys", "people_nameword")


@pytest.fixture
def yulimar(ana):
    return register_person(by=ana, given_names="Yulimar", family_names="González", birth_date="1991-07-23")


def rows(table, read="SELECT * FROM"):
    with connection.cursor() as cursor:
        cursor.execute(f"{read} {table}")
        return cursor.fetchall()


def kept_keys(person):
    return {key for of, keys, _noted in rows("people_with_keys") if of == person.pk for key in keys}


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


def test_nobody_changes_likenesses_through_the_view_of_keys(yulimar):
    for change in ("DELETE FROM people_with_keys", "UPDATE people_with_keys SET keys = '{}'"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows(change, "")
    assert kept_keys(yulimar)


def test_what_the_version_before_noted_is_read_until_it_is_noted_anew(yulimar, ana):
    Likeness.objects.update(made_by=likenesses.READABLE)
    traits = Likeness.objects.get().traits
    assert [candidate.person_id for candidate in likely([traits])[0]] == [yulimar.pk]
    assert list(note_missing()) == [1]
    assert Likeness.objects.get().made_by == likenesses.VERSION


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


def test_a_word_goes_when_the_name_of_its_last_bearer_is_mended(yulimar, ana):
    update_person(person=yulimar, by=ana, given_names="Carmen")
    assert {word for word, _key in rows("people_nameword")} == {"carmen", "gonzalez"}


@pytest.mark.parametrize("who", ["ana", "hilda", "ivan", "ines", "marta", None])
def test_nobody_sees_it(who, yulimar, request):
    by = who and request.getfixturevalue(who)
    assert not Likeness.objects.visible_to(by).exists()
    with acting_as(by, Door.WEB):
        assert [rows(table) for table in TABLES] == [[]] * len(TABLES)
        assert rows("casework_words_like('gonzales', 4, 12)") == []
    with system("search looks for words that are spelt so"):
        assert rows("casework_words_like('gonzales', 4, 12)") == [("gonzalez",)]
