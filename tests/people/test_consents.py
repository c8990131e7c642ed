"""Consents given and withdrawn, and cases shared on their ground and no other."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access.models import Door
from casework.access.policy import ALWAYS_SHARED, Kind, Role, Section
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.journey.actions import add_note
from casework.journey.models import Case
from casework.journey.timeline import sentence
from casework.people import consents
from casework.people.actions import register_person
from casework.people.models import Consent, ConsentText, Event, Person, PersonAccess
from casework.people.queries import open_sections
from tests.cast import member, organisation, refer

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
REFUSALS = (Conflict, ValidationError, PermissionDenied, ObjectDoesNotExist)


def in_scope(action):
    """The action as a request does it: within what the database lets the one who acts see and write."""

    def act(*, by, **arguments):
        with acting_as(by, Door.WEB):
            return action(by=by, **arguments)

    return act


give_consent, withdraw = in_scope(consents.give_consent), in_scope(consents.withdraw_consent)
share, end_sharing = in_scope(consents.share), in_scope(consents.end_sharing)


def withdraw_consent(**arguments):
    """The organisations that lost sight."""
    return withdraw(**arguments).lost_access


def agree(case, by, kind="partner", **more):
    """Yulimar agrees that her case is shared with this kind of organisation."""
    return give_consent(person=case.person, by=by, purpose="share", recipient_kind=kind, how="paper", **more)


def refused(action, **arguments):
    """The fields that an action names as wrong, with their codes."""
    with pytest.raises(ValidationError) as error, transaction.atomic():
        action(**arguments)
    return {field: [e.code for e in errors] for field, errors in error.value.error_dict.items()}


def told(person):
    """The timeline about consents and sharing, newest first."""
    events = Event.objects.filter(person=person, section=Section.CONSENTS).order_by("-at", "-id")
    return [sentence(event) for event in events]


def may_be_shared(case, organisation, by, **more):
    return share(person=case.person, organisation=organisation, by=by, **more)


# Given ---------------------------------------------------------------------------------------------------------------
def test_a_consent_says_who_what_for_whom_when_how_and_in_which_words(case, ana):
    consent = agree(case, ana)
    assert (consent.given_on, consent.given_by, consent.how) == (TODAY, "herself", "paper")
    assert (consent.recorded_by, consent.organisation) == (ana.user, ana.organisation)
    assert consent.text == ConsentText.objects.get(purpose="share")
    assert told(case.person) == ["Consent given (signed paper): share her case, with: implementing partner"]


def test_the_words_are_those_in_force_on_the_day(case, ana):
    old = ConsentText.objects.create(
        purpose="keep", version="1", since=TODAY - timedelta(days=900), spanish="a", english="a"
    )
    new = ConsentText.objects.create(purpose="keep", version="3", since=TODAY, spanish="b", english="b")
    ConsentText.objects.create(purpose="keep", version="4", since=TODAY + timedelta(days=1), spanish="c", english="c")
    earlier = TODAY - timedelta(days=800)
    assert consents.text_in_force("keep", earlier) == old
    give = {"person": case.person, "by": ana, "purpose": "keep", "how": "spoken"}
    assert give_consent(**give).text == new
    assert consents.text_in_force("keep", TODAY - timedelta(days=901)) is None
    wrong = refused(give_consent, **give | {"purpose": "study"}, given_on=TODAY - timedelta(days=901))
    assert wrong == {"given_on": ["no_text_in_force"]}


def test_the_same_consent_is_given_once_while_it_holds(case, ana):
    agree(case, ana)
    with pytest.raises(Conflict, match="recorded already"):
        agree(case, ana)
    agree(case, ana, kind="ministry")
    assert Consent.objects.given().count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": "sell"}, "purpose"),
        ({"how": "guessed"}, "how"),
        ({"how": ""}, "how"),
        ({"recipient_kind": "press"}, "recipient_kind"),
        ({"recipient_kind": ""}, "recipient_kind"),
        ({"purpose": "keep"}, "recipient_kind"),
        ({"given_on": TODAY + timedelta(days=1)}, "given_on"),
        ({"given_by": "neighbour"}, "given_by"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named(wrong, field, case, ana):
    right = {"purpose": "share", "recipient_kind": "partner", "how": "paper"}
    assert list(refused(give_consent, person=case.person, by=ana, **right | wrong)) == [field]
    assert not Consent.objects.exists()


def test_an_adolescent_consents_herself_and_for_a_child_her_guardian_does(ana):
    born = TODAY.replace(year=TODAY.year - 15)
    adolescent = register_person(by=ana, given_names="Luz", birth_date=born)
    child = register_person(by=ana, given_names="Leo", birth_date=born + timedelta(days=1))
    keep = {"by": ana, "purpose": "keep", "how": "spoken"}
    assert refused(give_consent, person=adolescent, given_by="guardian", **keep) == {"given_by": ["consents_herself"]}
    assert refused(give_consent, person=child, given_by="herself", **keep) == {"given_by": ["guardian_consents"]}
    assert give_consent(person=adolescent, **keep).given_by == "herself"
    assert give_consent(person=child, **keep).given_by == "guardian"


def test_a_trainer_a_viewer_and_an_outsider_record_nothing(case, ana, vera, bruno, fabiola):
    refer(case.person, fabiola.organisation)
    for who, refusal in ((vera, PermissionDenied), (fabiola, PermissionDenied), (bruno, Person.DoesNotExist)):
        with pytest.raises(refusal):
            agree(case, who)


def test_who_was_not_shown_the_consents_records_none(case, bruno):
    refer(case.person, bruno.organisation, sections=sorted(ALWAYS_SHARED))
    with pytest.raises(PermissionDenied, match="consents"):
        agree(case, bruno)


# Withdrawn -----------------------------------------------------------------------------------------------------------
def test_a_withdrawal_takes_away_at_once_what_rested_on_it(case, ana, bruno, fudela, interior):
    partners, ministries = agree(case, ana), agree(case, ana, kind="ministry")
    for partner in (bruno.organisation, fudela):
        may_be_shared(case, partner, ana)
    may_be_shared(case, interior, ana)
    assert Case.objects.visible_to(bruno).exists()
    lost = withdraw_consent(consent=partners, by=ana, how="spoken")
    assert lost == [fudela, bruno.organisation]
    assert not Case.objects.visible_to(bruno).exists()
    assert not Person.objects.visible_to(bruno).exists()
    still = PersonAccess.objects.open().filter(person=case.person, reason="referral")
    assert [access.consent for access in still] == [ministries]
    assert told(case.person)[:3] == [
        "No longer shared with NRC: the consent was withdrawn",
        "No longer shared with FUDELA: the consent was withdrawn",
        "Consent withdrawn (spoken): share her case, with: implementing partner",
    ]
    partners.refresh_from_db()
    assert (partners.withdrawn_on, partners.withdrawn_how) == (TODAY, "spoken")
    assert partners.withdrawn_recorded_by == ana.user


def test_what_was_shared_for_a_legal_reason_stays(case, ana, bruno, fudela):
    may_be_shared(case, fudela, ana, legal_reason="vital", explanation="She is in hospital.")
    consent = agree(case, ana)
    may_be_shared(case, bruno.organisation, ana)
    assert withdraw_consent(consent=consent, by=ana, how="digital") == [bruno.organisation]
    (left,) = PersonAccess.objects.open().filter(reason="referral")
    assert (left.organisation, left.legal_reason) == (fudela, "vital")


def test_a_step_of_a_ministry_does_not_rest_on_consent(case, ana, interior):
    consent = agree(case, ana, kind="ministry")
    PersonAccess.objects.create(
        person=case.person, organisation=interior, organisation_kind="ministry", reason="step", sections=["identity"]
    )
    assert withdraw_consent(consent=consent, by=ana, how="spoken") == []
    assert PersonAccess.objects.open().filter(reason="step").exists()


def test_a_withdrawn_consent_is_not_withdrawn_again_and_may_be_given_again(case, ana):
    consent = agree(case, ana)
    withdraw_consent(consent=consent, by=ana, how="paper")
    with pytest.raises(Conflict, match="withdrawn already"):
        withdraw_consent(consent=consent, by=ana, how="paper")
    assert refused(
        give_consent,
        person=case.person,
        by=ana,
        purpose="share",
        recipient_kind="partner",
        how="paper",
        given_on=YESTERDAY,
    ) == {"given_on": ["withdrawn_since"]}
    assert agree(case, ana).pk != consent.pk


def test_a_withdrawal_says_how_and_when(case, ana):
    consent = agree(case, ana)
    assert refused(withdraw_consent, consent=consent, by=ana, how="") == {"how": ["invalid_choice"]}
    for day, code in ((YESTERDAY, "withdrawn_before_given"), (TODAY + timedelta(days=1), "in_future")):
        wrong = refused(withdraw_consent, consent=consent, by=ana, how="paper", on=day)
        assert wrong == {"on": [code]}
    consent.refresh_from_db()
    assert consent.withdrawn_on is None


def test_a_restriction_does_not_keep_her_from_withdrawing_but_from_sharing(case, ana, nrc):
    consent = agree(case, ana)
    access = may_be_shared(case, nrc, ana)
    Person.objects.update(restricted_on=TODAY)
    case.person.refresh_from_db()
    with pytest.raises(Conflict, match="restricted"):
        may_be_shared(case, nrc, ana, sections=["documents"])
    with pytest.raises(Conflict, match="restricted"):
        agree(case, ana, kind="ministry")
    end_sharing(access=access, by=ana)
    withdraw_consent(consent=consent, by=ana, how="spoken")


def test_another_organisations_consent_is_not_there(case, ana, bruno):
    consent = agree(case, ana)
    with pytest.raises(Person.DoesNotExist):
        withdraw_consent(consent=consent, by=bruno, how="paper")
    assert Consent.objects.given().exists()


def test_who_got_the_consents_too_may_record_that_she_withdrew(case, ana, bruno):
    consent = agree(case, ana)
    may_be_shared(case, bruno.organisation, ana, sections=["consents"])
    assert withdraw_consent(consent=consent, by=bruno, how="spoken") == [bruno.organisation]
    assert not Person.objects.visible_to(bruno).exists()


# Shared --------------------------------------------------------------------------------------------------------------
def test_a_case_is_shared_on_the_ground_of_a_consent(case, ana, bruno):
    consent = agree(case, ana)
    access = may_be_shared(case, bruno.organisation, ana, sections=["documents", "notes"])
    assert (access.consent, access.legal_reason, access.opened_by) == (consent, "", ana.user)
    assert open_sections(case.person, bruno) == {*ALWAYS_SHARED, Section.DOCUMENTS, Section.NOTES}
    assert told(case.person)[0] == "Shared with NRC (with consent): identity, contact, journey, documents, notes"


def test_without_a_consent_for_its_kind_a_legal_reason_and_why_are_needed(case, ana, nrc, interior):
    agree(case, ana, kind="ministry")
    assert refused(may_be_shared, case=case, organisation=nrc, by=ana) == {"legal_reason": ["no_consent"]}
    vital = {"legal_reason": "vital", "explanation": "  "}
    assert refused(may_be_shared, case=case, organisation=nrc, by=ana, **vital) == {"explanation": ["required"]}
    odd = {"legal_reason": "because", "explanation": "x"}
    assert list(refused(may_be_shared, case=case, organisation=nrc, by=ana, **odd)) == ["legal_reason"]
    long = {"legal_reason": "vital", "explanation": "x" * 301}
    assert list(refused(may_be_shared, case=case, organisation=nrc, by=ana, **long)) == ["explanation"]
    access = may_be_shared(case, nrc, ana, legal_reason="legal_duty", explanation="A judge ordered it.")
    assert (access.consent, access.explanation) == (None, "A judge ordered it.")
    assert told(case.person)[0] == "Shared with NRC (a law or a judge demands it): identity, contact, journey"


def test_a_consent_of_another_person_is_none(case, ana, nrc):
    other = register_person(by=ana, given_names="Rosa")
    give_consent(person=other, by=ana, purpose="share", recipient_kind="partner", how="paper")
    assert refused(may_be_shared, case=case, organisation=nrc, by=ana) == {"legal_reason": ["no_consent"]}


def test_a_consent_that_holds_is_the_ground_and_no_other(case, ana, nrc):
    agree(case, ana)
    vital = {"legal_reason": "vital", "explanation": "x"}
    assert refused(may_be_shared, case=case, organisation=nrc, by=ana, **vital) == {"legal_reason": ["consent_holds"]}


def test_the_interest_of_a_child_is_no_reason_for_a_grown_up(case, ana, nrc):
    Person.objects.update(birth_date=date(1990, 1, 1), birth_precision="day")
    child = {"legal_reason": "child", "explanation": "x"}
    assert refused(may_be_shared, case=case, organisation=nrc, by=ana, **child) == {"legal_reason": ["not_a_child"]}


def test_a_case_goes_to_active_organisations_that_do_not_keep_it(case, ana, ivan, hias, iom, nrc):
    agree(case, ana)
    assert refused(may_be_shared, case=case, organisation=hias, by=ana) == {"organisation": ["own_organisation"]}
    assert refused(may_be_shared, case=case, organisation=iom, by=ana) == {"organisation": ["keeps_register"]}
    with pytest.raises(Conflict, match="keeps the case itself"):
        may_be_shared(case, hias, ivan)
    nrc.is_active = False
    assert refused(may_be_shared, case=case, organisation=nrc, by=ana) == {"organisation": ["inactive"]}


@pytest.mark.parametrize("section", ["needs", "asylum", "protection", "notes"])
def test_a_ministry_gets_nothing_that_is_not_for_it(section, case, ana, interior):
    agree(case, ana, kind="ministry")
    wrong = refused(may_be_shared, case=case, organisation=interior, by=ana, sections=[section])
    assert wrong == {"sections": ["not_shareable"]}
    assert not PersonAccess.objects.filter(reason="referral").exists()


def test_nobody_shares_what_she_does_not_read(case, ana, iom, nrc):
    agree(case, ana)
    administrator = member("Ada", iom, Role.ADMINISTRATOR)
    wrong = refused(may_be_shared, case=case, organisation=nrc, by=administrator, sections=["needs"])
    assert wrong == {"sections": ["not_shareable"]}


def test_shared_twice_is_a_conflict_and_other_parts_take_the_place(case, ana, bruno):
    agree(case, ana)
    first = may_be_shared(case, bruno.organisation, ana, sections=["notes"])
    with pytest.raises(Conflict, match="shared with this organisation already"):
        may_be_shared(case, bruno.organisation, ana, sections=["notes"])
    second = may_be_shared(case, bruno.organisation, ana, sections=["documents"])
    first.refresh_from_db()
    assert first.until is not None
    assert list(PersonAccess.objects.open().filter(reason="referral")) == [second]
    assert Section.NOTES not in open_sections(case.person, bruno)


def test_a_consent_given_later_takes_the_place_of_the_legal_reason(case, ana, nrc):
    may_be_shared(case, nrc, ana, legal_reason="vital", explanation="She is in hospital.")
    consent = agree(case, ana)
    may_be_shared(case, nrc, ana)
    (access,) = PersonAccess.objects.open().filter(reason="referral")
    assert (access.consent, access.legal_reason) == (consent, "")


def test_who_only_got_a_case_does_not_pass_it_on(case, ana, bruno, fudela):
    agree(case, ana)
    may_be_shared(case, bruno.organisation, ana, sections=["consents"])
    with pytest.raises(PermissionDenied, match="keeps the case"):
        may_be_shared(case, fudela, bruno)


def test_iom_shares_too_and_who_may_not_share_does_not(case, ana, ivan, ines, vera, nrc, fudela, carmen):
    agree(case, ana)
    may_be_shared(case, nrc, ivan)
    may_be_shared(case, fudela, ines)
    other = organisation("JRS", Kind.PARTNER)
    with pytest.raises(PermissionDenied, match="share cases"):
        may_be_shared(case, other, vera)
    with pytest.raises(Person.DoesNotExist):
        may_be_shared(case, other, carmen)


# Ended ---------------------------------------------------------------------------------------------------------------
def test_sharing_is_ended_by_who_shares_and_handed_back_by_who_got_it(case, ana, bruno, ivan, fudela):
    agree(case, ana)
    for by, sentence_of in (
        (ana, "the sharing was ended"),
        (ivan, "the sharing was ended"),
        (bruno, "it handed the case back"),
    ):
        access = may_be_shared(case, bruno.organisation, ana)
        end_sharing(access=access, by=by)
        assert not Person.objects.visible_to(bruno).exists()
        assert told(case.person)[0] == f"No longer shared with NRC: {sentence_of}"
    with pytest.raises(Conflict, match="no longer shared"):
        end_sharing(access=access, by=ana)


def test_a_ministrys_officer_hands_back_too(case, ana, carmen):
    agree(case, ana, kind="ministry")
    access = may_be_shared(case, carmen.organisation, ana)
    end_sharing(access=access, by=carmen)
    assert not Person.objects.visible_to(carmen).exists()


def test_what_another_organisation_got_is_neither_seen_nor_ended(case, ana, bruno, fudela, vera):
    agree(case, ana)
    theirs = may_be_shared(case, fudela, ana)
    with pytest.raises(Person.DoesNotExist):
        end_sharing(access=theirs, by=bruno)
    may_be_shared(case, bruno.organisation, ana, sections=["consents"])
    with pytest.raises(PersonAccess.DoesNotExist):
        end_sharing(access=theirs, by=bruno)
    with pytest.raises(PermissionDenied):
        end_sharing(access=theirs, by=vera)


def test_that_it_keeps_the_case_is_not_ended_here(case, ana):
    owner = PersonAccess.objects.get(reason="owner")
    with pytest.raises(PersonAccess.DoesNotExist):
        end_sharing(access=owner, by=ana)


def test_after_a_withdrawal_nothing_is_written_there(case, ana, bruno):
    consent = agree(case, ana)
    may_be_shared(case, bruno.organisation, ana, sections=["notes"])
    add_note(case=case, by=bruno, text="She came in.")
    withdraw_consent(consent=consent, by=ana, how="spoken")
    with pytest.raises(Case.DoesNotExist):
        add_note(case=case, by=bruno, text="She came in again.")


# Whatever is tried ---------------------------------------------------------------------------------------------------
ACTS = st.sampled_from(["give", "withdraw", "share", "share", "end"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(data=st.data())
def test_nothing_is_ever_open_without_a_ground(data, case, ana, bruno, ivan, fudela, interior):
    actors, receivers = (ana, bruno, ivan), (bruno.organisation, fudela, interior, ana.organisation)
    with transaction.atomic():
        for _ in range(data.draw(st.integers(3, 15), label="how many")):
            act, by = data.draw(ACTS), data.draw(st.sampled_from(actors))
            kind = data.draw(st.sampled_from(["partner", "ministry"]))
            try:
                with transaction.atomic():
                    if act == "give":
                        agree(case, by, kind=kind)
                    elif act == "withdraw":
                        withdraw_consent(consent=data.draw(one_of(Consent.objects.all())), by=by, how="spoken")
                    elif act == "share":
                        ground = data.draw(st.sampled_from([{}, {"legal_reason": "vital", "explanation": "x"}]))
                        sections = data.draw(st.lists(st.sampled_from(["notes", "documents", "consents", "asylum"])))
                        to = data.draw(st.sampled_from(receivers))
                        may_be_shared(case, to, by, sections=sections, **ground)
                    else:
                        accesses = PersonAccess.objects.filter(reason="referral")
                        end_sharing(access=data.draw(one_of(accesses)), by=by)
            except REFUSALS:
                pass
            check_grounds(case)
        transaction.set_rollback(True)


def one_of(rows):
    """One of these rows, or one that was never there."""
    return st.sampled_from([*rows.order_by("created_at"), rows.model(person_id=None)])


def check_grounds(case):
    for access in PersonAccess.objects.open().filter(person=case.person, reason="referral").select_related("consent"):
        if access.consent:
            assert access.consent.withdrawn_on is None
            assert access.consent.person_id == case.person_id
            assert access.consent.recipient_kind == access.organisation_kind
            assert not access.legal_reason
        else:
            assert access.legal_reason
            assert access.explanation
        assert set(access.sections) >= ALWAYS_SHARED
