"""Two records become one: what goes over, what stays, which values are taken, who may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.models import Door
from casework.access.policy import Section
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.journey.actions import add_note, close_case, open_blocker, reopen_case
from casework.journey.models import Case, ImportRow, IntakeRow
from casework.merging.actions import merge
from casework.merging.moving import APART, pointing_at
from casework.merging.plan import plan
from casework.people import households
from casework.people.actions import add_contact, add_document, add_need, register_person, update_person
from casework.people.candidates import likely
from casework.people.consents import give_consent
from casework.people.merged import kept_instead
from casework.people.models import (
    Event,
    IdentityDocument,
    Likeness,
    Merge,
    MergeStep,
    Person,
    PersonAccess,
)
from casework.programmes.models import Award, Training
from casework.rights.actions import open_request
from tests.cast import read_in_emergency_by, refer
from tests.journey.standing import everything, put


def merged(kept, gone, by, **more):
    """One record of two, as they are in the database then."""
    made = merge(kept=kept, gone=gone, by=by, reason="The same passport", **more)
    for person in (kept, gone):
        person.refresh_from_db()
    return made


def rows_of(person):
    """How many rows of each table hang on this person, but for what says that she was merged."""
    counts = {}
    for column in pointing_at(Person):
        rows = column.model._base_manager.filter(**{column.name: person})
        rows = rows.exclude(kind="people_merged") if column.model is Event else rows
        counts[column.model.__name__] = rows.count()
    return counts


class TestWhatGoesOver:
    def test_everything_that_hangs_on_her_in_whichever_room(self, case, again, ana, hilda):
        everything(again, ana, hilda)
        ImportRow.objects.update(person=again.person)
        before = rows_of(again.person)
        assert all(before.values()), before
        merged(case.person, again.person, hilda)
        left = {table: count for table, count in rows_of(again.person).items() if count}
        assert left == {"PersonAccess": 1}  # HIAS sees the one who is kept already
        moved = rows_of(case.person)
        assert all(moved[table] >= count for table, count in before.items()), (before, moved)

    def test_what_hangs_on_the_case_that_ends(self, case, again, ana, hilda):
        everything(again, ana, hilda)
        merged(case.person, again.person, hilda, choices={"case": "kept"})
        again.refresh_from_db()
        hanging = {
            column.model.__name__: column.model._base_manager.filter(case=again).count() for column in pointing_at(Case)
        }
        assert {table: count for table, count in hanging.items() if count} == {"StageRecord": 1}
        assert set(case.records.values_list("stage", "status")) == {
            ("registration", "done"), ("training", "done"), ("seed_capital", "done"),
        }  # fmt: skip
        assert again.records.get().stage == "registration"
        assert IntakeRow.objects.get().case == case

    def test_no_table_that_points_at_people_or_cases_is_forgotten(self):
        """All but those left apart go over by what the models say; a new one is among them the day it is made."""
        for model in (Person, Case):
            pointing = {column.model for column in pointing_at(model)}
            told = {
                relation.related_model
                for relation in model._meta.get_fields(include_hidden=True)
                if relation.auto_created and not relation.concrete and not relation.many_to_many
            }
            left = {table for table in told - pointing if not table.__name__.endswith("History")}
            assert left <= APART | {model}

    def test_the_same_on_both_sides_stays_where_it_is(self, case, again, ana, hilda):
        for person in (case.person, again.person):
            add_contact(person=person, by=ana, kind="phone", value="0991234567")
            add_need(person=person, by=ana, kind="pregnancy")
            give_consent(person=person, by=ana, purpose="keep", how="paper")
        add_contact(person=again.person, by=ana, kind="email", value="yuli@example.org")
        planned = plan(case.person, again.person)
        assert ("contacts", 1) in planned.staying(hilda)
        merged(case.person, again.person, hilda)
        assert case.person.contacts.count() == 2
        assert again.person.contacts.get().kind == "phone"
        assert (case.person.needs.count(), again.person.needs.count()) == (1, 1)
        assert (case.person.consents.count(), again.person.consents.count()) == (1, 1)

    def test_of_the_same_document_the_one_that_says_more_is_kept(self, case, again, ana, hilda):
        bare = add_document(person=case.person, by=ana, kind="passport", number="P1")
        full = add_document(
            person=again.person, by=ana, kind="passport", number="P1", expires_on=date(2030, 1, 1), evidence="original"
        )
        merged(case.person, again.person, hilda)
        assert list(case.person.documents.all()) == [full]
        assert list(again.person.documents.all()) == [bare]
        moves = list(IdentityDocument.history.rel.related_model.objects.filter(pgh_obj=bare.pk, pgh_label="update"))
        assert [row.person_id for row in moves] == [case.person_id]

    def test_of_the_same_wish_the_one_to_be_answered_first_is_kept(self, case, again, ana, hilda):
        later = open_request(person=case.person, by=ana, kind="access")
        first = open_request(
            person=again.person, by=ana, kind="access", received_on=timezone.localdate() - timedelta(days=3)
        )
        merged(case.person, again.person, hilda)
        assert (case.person.data_requests.get(), again.person.data_requests.get()) == (first, later)

    def test_a_sharing_rests_on_the_consent_that_is_kept(self, case, again, ana, hilda, fudela):
        kept = give_consent(person=case.person, by=ana, purpose="share", recipient_kind="partner", how="paper")
        other = give_consent(person=again.person, by=ana, purpose="share", recipient_kind="partner", how="paper")
        access = PersonAccess.objects.create(
            person=again.person, organisation=fudela, organisation_kind="partner", reason="referral", consent=other
        )
        merged(case.person, again.person, hilda)
        access.refresh_from_db()
        assert (access.person, access.consent) == (case.person, kept)

    def test_who_saw_either_sees_her(self, case, elsewhere, iris, ana, bruno):
        merged(case.person, elsewhere.person, iris)
        for by in (ana, bruno):
            assert list(Person.objects.visible_to(by)) == [case.person]
            assert set(Case.objects.visible_to(by)) == {case, elsewhere}


class TestCases:
    def test_of_two_open_cases_the_further_goes_on(self, case, again, ana, hilda):
        put(again, "registration", "done")
        merged(case.person, again.person, hilda)
        case.refresh_from_db()
        again.refresh_from_db()
        assert (again.state, again.person) == ("open", case.person)
        assert (case.state, case.close_reason, case.merged_into) == ("closed", "merged", again)
        assert case.retain_until > timezone.localdate()

    def test_the_chosen_case_goes_on_and_takes_the_stages_that_are_further(self, case, again, ana, hilda):
        put(case, "registration", "done")
        put(case, "cpm", "in_progress")
        put(again, "registration", "in_progress")
        put(again, "cpm", "done")
        put(again, "visa", "submitted")
        merged(case.person, again.person, hilda, choices={"case": "kept"})
        assert dict(case.records.values_list("stage", "status")) == {
            "registration": "done", "cpm": "done", "visa": "submitted",
        }  # fmt: skip
        assert dict(again.records.values_list("stage", "status")) == {
            "registration": "in_progress",
            "cpm": "in_progress",
        }

    def test_a_training_and_an_award_go_where_their_stage_goes(self, case, again, hilda):
        put(case, "training", "in_progress")
        put(case, "seed_capital", "done")
        put(again, "training", "submitted")
        put(again, "seed_capital", "in_progress")
        mine, theirs = case.trainings.get(), again.trainings.get()
        awarded, asked = case.awards.get(), again.awards.get()
        merged(case.person, again.person, hilda, choices={"case": "kept"})
        assert (Training.objects.get(case=case), Training.objects.get(case=again)) == (theirs, mine)
        assert (Award.objects.get(case=case), Award.objects.get(case=again)) == (awarded, asked)

    def test_a_ministry_sees_her_while_the_case_that_goes_on_is_at_its_step(self, case, again, hilda, carmen, marta):
        put(case, "cpm", "submitted")
        put(again, "cpm", "done")
        put(again, "visa", "in_progress")
        merged(case.person, again.person, hilda)
        assert not Person.objects.visible_to(carmen).exists()
        assert list(Person.objects.visible_to(marta)) == [case.person]

    def test_a_closed_case_goes_over_as_it_is(self, case, again, ana, hilda):
        close_case(case=again, by=ana, close_reason="left")
        merged(case.person, again.person, hilda)
        again.refresh_from_db()
        assert (again.person, again.close_reason, again.merged_into) == (case.person, "left", None)
        assert Case.objects.open().get() == case

    def test_an_open_case_goes_over_to_who_has_none(self, case, again, ana, hilda):
        close_case(case=case, by=ana, close_reason="left")
        merged(case.person, again.person, hilda)
        assert Case.objects.open().get() == again
        assert set(case.person.cases.all()) == {case, again}

    def test_both_codes_find_her(self, case, again, ana, hilda):
        merged(case.person, again.person, hilda)
        for code in (case.code, again.code):
            assert Case.objects.visible_to(ana).search(code, ana).get().person == case.person

    def test_the_case_that_ended_is_not_reopened(self, case, again, ana, hilda):
        merged(case.person, again.person, hilda, choices={"case": "kept"})
        close_case(case=Case.objects.get(pk=case.pk), by=ana, close_reason="left")
        with pytest.raises(Conflict) as refused:
            reopen_case(case=again, by=hilda)
        assert refused.value.code == "case_merged"

    def test_nobody_closes_a_case_for_this_reason(self, case, ana):
        with pytest.raises(ValidationError):
            close_case(case=case, by=ana, close_reason="merged")

    def test_the_case_of_another_organisation_is_ended_by_it_or_by_iom(self, case, elsewhere, hilda, hias, iris):
        PersonAccess.objects.create(
            person=elsewhere.person, organisation=hias, organisation_kind="partner", reason="owner"
        )
        with pytest.raises(PermissionDenied):
            merge(kept=case.person, gone=elsewhere.person, by=hilda, reason="x", choices={"case": "kept"})
        merged(case.person, elsewhere.person, iris, choices={"case": "kept"})


class TestValues:
    def test_the_best_of_each_is_taken(self, case, again, ana, hilda):
        update_person(person=case.person, by=ana, birth_date=date(1990, 1, 1), birth_precision="estimated")
        facts = {
            "birth_date": date(1991, 3, 12),
            "birth_precision": "day",
            "address": "Calle Larga 1",
            "nationality": "",
        }
        update_person(person=again.person, by=ana, **facts)
        merged(case.person, again.person, hilda)
        person = case.person
        assert person.full_name == "Yulimar del Valle González Rondón"  # the longer
        assert (person.birth_date, person.birth_precision) == (date(1991, 3, 12), "day")  # the exacter
        assert (person.address, person.nationality) == ("Calle Larga 1", "VE")  # what is known

    def test_whatever_is_chosen_is_taken(self, case, again, ana, hilda):
        merged(case.person, again.person, hilda, choices={"names": "gone", "sex": "gone", "nationality": "gone"})
        assert (case.person.full_name, case.person.nationality.code) == ("Yulimar González", "")
        assert case.person.name_key == "yulimar gonzalez"

    def test_what_does_not_fit_together_is_refused(self, case, again, ana, hilda):
        update_person(person=case.person, by=ana, birth_date=date(2010, 1, 1), birth_precision="day")
        facts = {"birth_date": date(1991, 1, 1), "birth_precision": "day", "entry_date": date(2005, 1, 1)}
        update_person(person=again.person, by=ana, **facts)
        with pytest.raises(ValidationError):
            merge(kept=case.person, gone=again.person, by=hilda, reason="x", choices={"birth": "kept", "entry": "gone"})
        assert not Merge.objects.exists()

    def test_a_choice_that_there_is_not_is_refused(self, case, again, hilda):
        for choices in ({"shoe": "kept"}, {"names": "both"}):
            with pytest.raises(ValidationError):
                merge(kept=case.person, gone=again.person, by=hilda, reason="x", choices=choices)

    def test_a_reason_is_needed(self, case, again, hilda):
        with pytest.raises(ValidationError) as refused:
            merge(kept=case.person, gone=again.person, by=hilda, reason="  ")
        assert "reason" in refused.value.error_dict


class TestHouseholds:
    def test_she_takes_the_place_of_the_other_and_those_she_leaves_get_a_head(self, case, again, ana, hilda):
        mine = households.create_household(head=case.person, by=ana)
        partner = register_person(by=ana, given_names="Pedro", household=mine, relationship="partner")
        child = register_person(by=ana, given_names="Luis", household=mine, relationship="child")
        other = households.create_household(head=again.person, by=ana)
        households.set_applicant(household=other, by=ana, person=again.person)
        merged(case.person, again.person, hilda, choices={"household": "gone"})
        assert (case.person.household, case.person.relationship) == (other, "head")
        assert case.person.principal_applicant
        assert again.person.household is None
        assert list(mine.members.order_by("given_names").values_list("given_names", "relationship")) == [
            ("Luis", "child"), ("Pedro", "head"),
        ]  # fmt: skip
        assert {partner.pk, child.pk} == set(mine.members.values_list("pk", flat=True))

    def test_twice_in_one_household_she_is_there_once(self, case, again, ana, hilda):
        home = households.create_household(head=again.person, by=ana)
        register_person(by=ana, given_names="Luis", household=home, relationship="child")
        case.person.refresh_from_db()
        households.join_household(person=case.person, household=home, relationship="other", by=ana)
        merged(case.person, again.person, hilda)
        assert list(home.members.order_by("given_names").values_list("given_names", "relationship")) == [
            ("Luis", "child"), ("Yulimar del Valle", "head"),
        ]  # fmt: skip


class TestWhoIsGone:
    def test_she_is_found_nowhere(self, case, again, ana, hilda, iris):
        merged(case.person, again.person, hilda)
        for by in (ana, iris):
            assert list(Person.objects.visible_to(by)) == [case.person]
            assert list(Person.objects.visible_to(by).search("Yulimar González", by)) == [case.person]
        assert not Likeness.objects.filter(person=again.person).exists()
        traits = Likeness.objects.get(person=case.person).traits
        assert [one.person_id for one in likely([traits], worth_telling=lambda *_: True)[0]] == [case.person_id]

    def test_the_database_hides_her_as_well(self, case, again, ana, hilda):
        merged(case.person, again.person, hilda)
        with acting_as(ana, Door.WEB):
            assert list(Person.objects.all()) == [case.person]
            assert Merge.objects.count() == 1
            assert not MergeStep.objects.exists()
            assert Person.objects.filter(pk=case.person_id).update(address="x") == 1

    @pytest.mark.parametrize("who", ["ana", "bruno", "hilda", "iris", "ines", None])
    def test_the_database_shows_what_visible_to_shows(self, who, case, again, ana, hilda, bruno, request):
        everything(case, ana, hilda)
        everything(again, ana, hilda, fingerprint="g")
        merged(case.person, again.person, hilda)
        refer(case.person, bruno.organisation, [Section.IDENTITY, Section.JOURNEY])
        by = who and request.getfixturevalue(who)
        tables = {column.model for column in (*pointing_at(Person), *pointing_at(Case))} | {Person, Case, Merge}
        for table in [table for table in tables if hasattr(table.objects.all(), "visible_to")]:
            expected = set(table.objects.visible_to(by).values_list("pk", flat=True))
            with acting_as(by, Door.WEB):
                assert set(table.objects.values_list("pk", flat=True)) == expected, table.__name__

    def test_she_leads_to_who_is_kept(self, case, again, ana, bruno, hilda):
        assert kept_instead(again.person_id, ana) is None
        merged(case.person, again.person, hilda)
        assert kept_instead(again.person_id, ana) == case.person
        assert kept_instead(again.person_id, bruno) is None

    def test_it_stands_on_the_timeline(self, case, again, hilda):
        merged(case.person, again.person, hilda)
        line = Event.objects.get(person=case.person, kind="people_merged")
        assert (line.section, line.by_user, line.facts) == (Section.IDENTITY, hilda.user, {})


class TestWhoMay:
    def test_who_has_not_the_right(self, case, again, ana):
        with pytest.raises(PermissionDenied):
            merge(kept=case.person, gone=again.person, by=ana, reason="x")

    def test_who_sees_only_one_side_finds_nobody(self, case, elsewhere, hilda):
        for kept, gone in ((case, elsewhere), (elsewhere, case)):
            with pytest.raises(Person.DoesNotExist):
                merge(kept=kept.person, gone=gone.person, by=hilda, reason="x")

    def test_who_sees_a_part_of_one_side_is_told_so(self, case, elsewhere, hilda, hias):
        refer(elsewhere.person, hias, [Section.IDENTITY, Section.JOURNEY])
        with pytest.raises(PermissionDenied):
            merge(kept=case.person, gone=elsewhere.person, by=hilda, reason="x")

    def test_an_emergency_read_is_not_enough(self, case, elsewhere, hilda):
        read_in_emergency_by(hilda, elsewhere.person, hours_ago=1)
        with pytest.raises(PermissionDenied):
            merge(kept=case.person, gone=elsewhere.person, by=hilda, reason="x")

    @pytest.mark.parametrize("column", ["restricted_on", "anonymised_on"])
    @pytest.mark.parametrize("side", ["kept", "gone"])
    def test_who_is_restricted_or_anonymised_is_not_merged(self, column, side, case, again, hilda):
        person = case.person if side == "kept" else again.person
        Person.objects.filter(pk=person.pk).update(**{column: timezone.localdate()})
        with pytest.raises(Conflict) as refused:
            merge(kept=case.person, gone=again.person, by=hilda, reason="x")
        assert refused.value.code == column.removesuffix("_on")

    def test_nobody_is_merged_with_herself(self, case, hilda):
        with pytest.raises(ValidationError):
            merge(kept=case.person, gone=case.person, by=hilda, reason="x")

    def test_who_was_merged_already_is_not_merged_again(self, case, again, ana, hilda):
        merged(case.person, again.person, hilda)
        other = register_person(by=ana, given_names="Yuli")
        for pair in ({"kept": other, "gone": again.person}, {"kept": again.person, "gone": other}):
            with pytest.raises(Conflict) as refused:
                merge(**pair, by=hilda, reason="x")
            assert refused.value.code == "merged_already"

    def test_protection_notes_go_over_unseen_and_uncounted(self, case, again, ana, hilda, ines):
        everything(again, ana, hilda)
        planned = plan(case.person, again.person)
        with acting_as(hilda, Door.WEB):
            assert dict(planned.moved(hilda))["protection notes"] == 1  # of asylum
        with acting_as(ines, Door.WEB):
            assert dict(planned.moved(ines))["protection notes"] == 3
        with acting_as(hilda, Door.WEB):
            merge(kept=case.person, gone=again.person, by=hilda, reason="The same passport")
        assert case.person.protection_notes.count() == 3


def test_a_request_may_do_all_of_it(case, again, ana, hilda):
    """Within the scope of a request, where row-level security binds."""
    everything(again, ana, hilda)
    add_note(case=again, by=ana, text="x")
    open_blocker(case=again, by=ana, stage="visa", cause="fee")
    with acting_as(hilda, Door.WEB):
        merge(kept=case.person, gone=again.person, by=hilda, reason="The same passport")
        assert case.person.documents.count() == 2
