"""What was one is two again, whole, whatever was done since then."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from casework.access.history import History
from casework.access.models import Door
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.journey.actions import add_note, close_case, register
from casework.journey.models import Case, StageRecord
from casework.merging.actions import merge, undo
from casework.merging.rules import Part, Side
from casework.merging.undoing import added_since, later_edits
from casework.people import households
from casework.people.actions import add_contact, add_document, register_person, update_document, update_person
from casework.people.models import Event, Likeness, Merge, MergeStep, Person
from casework.programmes.actions import move_stage
from tests.cast import member
from tests.journey.standing import details, everything, put

ROOMS = ("people", "journey", "programmes", "followups")
# What says that there was a merge.
OF_MERGES = {Merge, MergeStep, Event}


def photograph():
    """Every row of all tables about people, without what says when it was last written."""
    taken = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if not issubclass(model, History) and model not in OF_MERGES:
                rows = model._base_manager.order_by("pk").values()
                told = [{k: v for k, v in row.items() if k not in ("updated_at", "noted_at")} for row in rows]
                taken[model.__name__] = told
    taken["Event"] = list(Event.objects.exclude(kind__in=("people_merged", "merge_undone")).order_by("pk").values())
    return taken


def one_of(kept, gone, by, **more):
    return merge(kept=kept.person, gone=gone.person, by=by, reason="The same passport", **more)


@pytest.fixture
def full(case, again, ana, hilda, interior, mremh):
    """Both with something of everything, much of it the same."""
    everything(case, ana, hilda)
    everything(again, ana, hilda, fingerprint="g")
    put(case, "cpm", "submitted")
    put(again, "cpm", "done")
    put(again, "visa", "in_progress")
    add_document(person=again.person, by=ana, kind="passport", number="P-2", expires_on=date(2030, 1, 1))
    for one in (case, again):
        one.person.refresh_from_db()
    register_person(by=ana, given_names="Luis", household=again.person.household, relationship="child")
    return case, again


class TestWhole:
    def test_every_table_is_as_before(self, full, hilda):
        case, again = full
        before = photograph()
        made = one_of(case, again, hilda)
        assert photograph() != before
        undo(merge=made, by=hilda)
        assert photograph() == before
        assert not MergeStep.objects.exists()

    def test_whatever_was_chosen_and_whoever_is_kept(self, full, hilda):
        case, again = full
        before = photograph()

        @hypothesis_settings(max_examples=12, deadline=None)
        @given(
            chosen=st.dictionaries(st.sampled_from(Part.values), st.sampled_from(Side.values)),
            turned=st.booleans(),
        )
        def check(chosen, turned):
            made = one_of(*((again, case) if turned else (case, again)), hilda, choices=chosen)
            undo(merge=made, by=hilda)
            assert photograph() == before

        check()

    def test_within_the_scope_of_a_request(self, full, hilda):
        case, again = full
        before = photograph()
        with acting_as(hilda, Door.WEB):
            undo(merge=one_of(case, again, hilda), by=hilda)
        assert photograph() == before

    def test_both_are_found_again(self, case, again, ana, hilda):
        undo(merge=one_of(case, again, hilda), by=hilda)
        assert Person.objects.visible_to(ana).count() == 2
        assert Likeness.objects.filter(person__in=(case.person, again.person)).count() == 2
        for one in (case, again):
            assert Event.objects.filter(person=one.person, kind="merge_undone").exists()

    def test_who_was_two_again_may_become_one_again(self, case, again, hilda):
        undo(merge=one_of(case, again, hilda), by=hilda)
        undo(merge=one_of(again, case, hilda), by=hilda)
        assert Merge.objects.exclude(undone_at=None).count() == 2


class TestAfterLaterEdits:
    def test_a_later_value_stays_unless_it_is_put_back(self, case, again, ana, hilda):
        update_person(person=again.person, by=ana, address="Calle Larga 1")
        made = one_of(case, again, hilda)
        update_person(person=case.person, by=ana, address="Calle Corta 2")
        (edit,) = later_edits(made, hilda)
        assert (edit.step.before["address"], edit.step.after["address"]) == ("", "Calle Larga 1")
        assert edit.now["address"] == "Calle Corta 2"
        undo(merge=made, by=hilda)
        case.person.refresh_from_db()
        assert case.person.address == "Calle Corta 2"

    def test_put_back_it_is_as_before(self, case, again, ana, hilda):
        update_person(person=again.person, by=ana, address="Calle Larga 1")
        made = one_of(case, again, hilda)
        update_person(person=case.person, by=ana, address="Calle Corta 2")
        (edit,) = later_edits(made, hilda)
        undo(merge=made, by=hilda, put_back=[edit.step.pk])
        case.person.refresh_from_db()
        assert case.person.address == ""

    def test_rows_go_back_although_they_were_edited(self, case, again, ana, hilda):
        document = add_document(person=again.person, by=ana, kind="passport", number="P1")
        made = one_of(case, again, hilda)
        document.refresh_from_db()
        update_document(document=document, by=ana, number="P2")
        assert later_edits(made, hilda) == []
        undo(merge=made, by=hilda)
        document.refresh_from_db()
        assert (document.person, document.number) == (again.person, "P2")

    def test_what_was_added_since_stays_and_is_counted(self, case, again, ana, hilda):
        made = one_of(case, again, hilda, choices={"case": "kept"})
        add_contact(person=case.person, by=ana, kind="phone", value="0991234567")
        add_note(case=case, by=ana, text="x")
        assert ("contacts", 1) in added_since(made, hilda)
        undo(merge=made, by=hilda)
        assert case.person.contacts.count() == 1
        assert case.notes.count() == 1

    def test_what_a_stage_yielded_since_goes_with_it(self, case, again, ana, hilda, carmen):
        put(again, "registration", "done")
        put(again, "cpm", "submitted")
        made = one_of(case, again, hilda, choices={"case": "kept"})
        move_stage(case=case, stage="cpm", verb="approve", by=ana, **details("cpm", "approve"))
        undo(merge=made, by=hilda)
        record = StageRecord.objects.get(stage="cpm")
        assert (record.case, record.status, record.document.person) == (again, "done", again.person)
        assert not Person.objects.visible_to(carmen).exists()

    def test_what_a_case_came_to_since_stays(self, case, again, ana, hilda):
        close_case(case=case, by=ana, close_reason="left")
        made = one_of(case, again, hilda)
        again.refresh_from_db()
        close_case(case=again, by=ana, close_reason="died")
        undo(merge=made, by=hilda)
        again.refresh_from_db()
        assert (again.person_id, again.close_reason) == (again.person.pk, "died")

    def test_a_place_that_somebody_took_since_is_said_in_a_sentence(self, case, again, ana, hilda):
        home = households.create_household(head=again.person, by=ana)
        luis = register_person(by=ana, given_names="Luis", household=home, relationship="child")
        home_of_case = households.create_household(head=case.person, by=ana)
        rosa = register_person(by=ana, given_names="Rosa", household=home_of_case, relationship="child")
        made = one_of(case, again, hilda, choices={"household": "kept"})
        luis.refresh_from_db()
        assert luis.relationship == "head"
        rosa.refresh_from_db()
        households.join_household(person=rosa, household=home, relationship="sibling", by=ana)
        households.make_head(person=rosa, by=ana)
        before = photograph()
        with pytest.raises(Conflict) as refused:
            undo(merge=made, by=hilda)
        assert refused.value.code == "undo_in_the_way"
        assert "This household has a head already." in refused.value.message
        assert photograph() == before

    def test_rows_that_are_there_no_more_are_passed_over(self, case, again, ana, hilda):
        contact = add_contact(person=again.person, by=ana, kind="phone", value="0991234567")
        made = one_of(case, again, hilda)
        contact.delete()
        undo(merge=made, by=hilda)
        assert not again.person.contacts.exists()


class TestInWhichOrder:
    def test_a_chain_is_undone_from_its_end(self, case, again, ana, hilda):
        third = register(by=ana, given_names="Yuli")
        before = photograph()
        first = one_of(again, case, hilda)
        again.person.refresh_from_db()
        second = one_of(third, again, hilda)
        with pytest.raises(Conflict) as refused:
            undo(merge=first, by=hilda)
        assert refused.value.code in ("merged_again", "merged_already")
        undo(merge=second, by=hilda)
        undo(merge=first, by=hilda)
        assert photograph() == before

    def test_two_merged_into_one_are_undone_the_last_first(self, case, again, ana, hilda):
        third = register(by=ana, given_names="Yuli")
        before = photograph()
        first, second = one_of(case, again, hilda), one_of(case, third, hilda)
        with pytest.raises(Conflict):
            undo(merge=first, by=hilda)
        undo(merge=second, by=hilda)
        undo(merge=first, by=hilda)
        assert photograph() == before

    def test_once(self, case, again, hilda):
        made = one_of(case, again, hilda)
        undo(merge=made, by=hilda)
        with pytest.raises(Conflict) as refused:
            undo(merge=made, by=hilda)
        assert refused.value.code == "merge_undone_already"


class TestWhoMay:
    def test_who_has_not_the_right(self, case, again, ana, hilda):
        with pytest.raises(PermissionDenied):
            undo(merge=one_of(case, again, hilda), by=ana)

    def test_who_does_not_see_her(self, case, again, hilda, nrc):
        made = one_of(case, again, hilda)
        with pytest.raises(Merge.DoesNotExist):
            undo(merge=made, by=member("Nadia", nrc, "manager"))

    def test_an_edit_is_shown_to_who_reads_it(self, case, again, ana, hilda, ines):
        everything(again, ana, hilda)
        made = one_of(case, again, hilda)
        other = register_person(by=ana, given_names="Rosa")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_protectionnote SET person_id = %s", [other.pk])
        edits = {by: [one.model.__name__ for one in later_edits(made, by)] for by in (hilda, ines)}
        assert edits[hilda] == ["ProtectionNote"]
        assert edits[ines] == ["ProtectionNote"] * 3


def test_the_reopened_case_is_the_gone_ones(case, again, hilda):
    made = one_of(case, again, hilda, choices={"case": "kept"})
    undo(merge=made, by=hilda)
    assert set(Case.objects.open().values_list("pk", "person")) == {
        (case.pk, case.person_id), (again.pk, again.person_id),
    }  # fmt: skip
