"""Rows that may not exist: the database refuses each by name, and a form says why in a sentence."""

from datetime import date, time, timedelta
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.access.api_clients import create_api_client
from casework.access.models import ApiClient, Membership, Organisation, PowerProposal, User
from casework.base.models import Record
from casework.followups.models import Campaign, Message, Reminder, Reply, Rule, Task
from casework.journey.models import (
    Attachment,
    Blocker,
    Case,
    ColumnMapping,
    Import,
    ImportRow,
    IntakeRow,
    Note,
    Pathway,
    PathwayStage,
    StageRecord,
)
from casework.people.models import (
    AccessRequest,
    Consent,
    ConsentText,
    ContactPoint,
    DataRequest,
    DisclosureQuestion,
    Duplicate,
    Household,
    HouseholdStay,
    IdentityDocument,
    Merge,
    MergeStep,
    Person,
    PersonAccess,
    ProtectionNote,
    SpecificNeed,
)
from casework.places.models import Division
from casework.programmes.models import Award, Instalment, Training
from tests.cast import organisation
from tests.journey.standing import put

ROOMS = ("places", "access", "people", "journey", "programmes", "followups")
DAY = date(2024, 3, 1)
EARLIER = DAY - timedelta(days=1)


@pytest.fixture
def rows(case, ana, hias, interior):
    """A right row of each table, and a second one where two can be wrong together."""
    person, user = case.person, ana.user
    household = Household.objects.create()
    sister = Person.objects.create(
        given_names="Rosa", household=household, relationship="head", principal_applicant=True
    )
    stay = {"person": person, "household": household, "relationship": "head", "left_on": DAY, "why": "moved"}
    other_case = Case.objects.create(
        code="2222-2222", person=sister, pathway=case.pathway, organisation=hias, opened_on=DAY
    )
    in_order = sorted([person, sister, Person.objects.create(given_names="Ana")], key=lambda one: one.pk)
    document = {"kind": "passport", "number": "A1", "number_key": "A1"}
    award = Award.objects.create(case=case, business_name="Arepas")
    award_2 = Award.objects.create(case=other_case, business_name="Bordados")
    training = {"course": "Panadería", "provider": hias, "starts_on": DAY}
    file = {"name": "a", "content_type": "x", "size": 1, "added_by": user, "organisation": hias}
    row = {"organisation": hias, "case": case, "sheet": "s", "line": 1}
    sheet = Import.objects.create(organisation=hias, membership=ana, name="s", sha256="x", size=1, file="imports/x")
    contact = {"kind": "email", "person": person}
    keep, share = (ConsentText.objects.get(purpose=purpose) for purpose in ("keep", "share"))
    consent = {"person": person, "how": "paper", "given_on": DAY, "recorded_by": user, "organisation": hias}
    asked = {"person": person, "asked_of": hias, "why": "x", "asked_by": user}
    jrs, iom = organisation("JRS", "partner"), organisation("OIM", "iom")
    return {
        Division: [Division.objects.get(code="0101"), Division.objects.get(code="01")],
        Organisation: [hias, interior],
        User: [user, User.objects.create_user("zoe@example.org", "Zoe")],
        PowerProposal: [PowerProposal.objects.create(act="password", user=user, proposed_by=user, why="x")],
        ApiClient: [create_api_client(organisation=hias, name="Tablet")[0]],
        Membership: [ana, Membership.objects.create(user=user, organisation=hias, role="manager")],
        Person: [person, sister],
        IdentityDocument: [
            IdentityDocument.objects.create(person=person, **document),
            IdentityDocument.objects.create(person=person, **document | {"number_key": "A2"}),
        ],
        ContactPoint: [ContactPoint.objects.create(value=v, value_key=v, **contact) for v in ("a@x.org", "b@x.org")],
        SpecificNeed: [SpecificNeed.objects.create(person=person, kind=kind) for kind in ("pregnancy", "disability")],
        HouseholdStay: [HouseholdStay.objects.create(**stay)],
        Duplicate: [
            Duplicate.objects.create(one=one, other=two, probability=0.9) for one, two in combinations(in_order, 2)
        ],
        PersonAccess: [
            PersonAccess.objects.get(person=person),
            PersonAccess.objects.create(person=person, organisation=hias, organisation_kind="partner", reason="step"),
        ],
        ConsentText: [
            keep,
            ConsentText.objects.create(purpose="keep", version="2", since=DAY, spanish="a", english="a"),
        ],
        Consent: [
            Consent.objects.create(text=keep, purpose="keep", **consent),
            Consent.objects.create(text=share, purpose="share", recipient_kind="partner", **consent),
        ],
        DataRequest: [
            DataRequest.objects.create(person=person, kind=kind, organisation=hias) for kind in ("access", "erase")
        ],
        AccessRequest: [AccessRequest.objects.create(**asked | {"organisation": o}) for o in (jrs, iom)],
        ProtectionNote: [
            ProtectionNote.objects.create(person=person, kind="note", text="x", author=user, organisation=hias)
        ],
        Pathway: [case.pathway],
        PathwayStage: list(PathwayStage.objects.filter(stage__in=["cpm", "visa"]).order_by("stage")),
        Case: [case, other_case],
        StageRecord: [put(case, "cpm", "in_progress"), put(case, "visa", "in_progress")],
        Blocker: [Blocker.objects.create(case=case, stage="cpm", cause="fee", since=DAY)],
        Note: [Note.objects.create(case=case, text="x", author=user, organisation=hias)],
        Attachment: [Attachment.objects.create(case=case, file="aa/bb/x", **file)],
        DisclosureQuestion: [
            DisclosureQuestion.objects.create(
                organisation=hias, membership=ana, fingerprint=UUID(int=n), name_keys=[1], fact_keys=[], of_own=False
            )
            for n in (1, 2)
        ],
        IntakeRow: [IntakeRow.objects.create(fingerprint=f, **row) for f in "ab"],
        Import: [sheet],
        ImportRow: [ImportRow.objects.create(sheet=sheet, line=n, fingerprint="a", outcome="new") for n in (1, 2)],
        ColumnMapping: [
            ColumnMapping.objects.create(organisation=hias, shape=shape, headings=["Nombre"], columns=["full_name"])
            for shape in "ab"
        ],
        Training: [
            Training.objects.create(case=case, **training),
            Training.objects.create(case=case, finished=False, **training),
        ],
        Award: [award, award_2],
        Instalment: [Instalment.objects.create(award=award, number=n, due_on=DAY, amount=1) for n in (1, 2)],
        **merged(person, ana),
    } | followed_up(case, user, hias)


def merged(person, ana):
    gone = [Person.objects.create(given_names="Yuli", merged_into=person) for _ in "ab"]
    by = {"kept": person, "reason": "x", "by_user": ana.user, "organisation": ana.organisation}
    merges = [Merge.objects.create(gone=one, **by) for one in gone]
    step = {"merge": merges[0], "table": "people.person", "row": str(person.pk), "before": {}, "after": {}}
    return {Merge: merges, MergeStep: [MergeStep.objects.create(number=number, **step) for number in (1, 2)]}


def followed_up(case, user, hias):
    noon = timezone.make_aware(timezone.datetime(2024, 3, 1, 12))
    rule, by, about = Rule.objects.get(code="appointment"), {"case": case, "organisation": hias}, case.pk
    found = {"origin": "rule", "rule": rule, "subject": about, "due_on": DAY, "sort_on": DAY, "state": "cancelled"}
    tasks = [Task.objects.create(planned_for=day, ended_at=noon, **found, **by) for day in (DAY, EARLIER)]
    words = {"text_es": "Hola", "text_en": "Hello", "organisation": hias, "made_by": user}
    campaign = Campaign.objects.create(name="Feria", **words)
    her = {"case": case, "person": case.person, "send_at": noon}
    reminders = [
        *(Reminder.objects.create(rule=rule, subject=about, due_on=day, **her) for day in (DAY, EARLIER)),
        *(Reminder.objects.create(campaign=campaign, subject=uuid4(), due_on=DAY, **her) for _ in "ab"),
    ]
    sent = {"case": case, "person": case.person, "to": "+593987654321", "text": "Hola"}
    messages = [Message.objects.create(reminder=reminders[0], channel=c, **sent) for c in ("sms", "whatsapp")]
    answer = {"channel": "sms", "address": "+593987654321", "kind": "other"}
    replies = [Reply.objects.create(provider_id=number, **answer) for number in "ab"]
    return {
        Rule: [rule],
        Task: [*tasks, Task.objects.create(origin="staff", what="Llamar", due_on=DAY, sort_on=DAY, **by)],
        Campaign: [campaign],
        Reminder: reminders,
        Message: messages,
        Reply: replies,
    }


OF_STAFF = {"origin": "staff", "rule": None, "planned_for": None}


def ministry():
    return Organisation.objects.get(kind="ministry")


# constraint → the table, what makes its first row wrong, and the beginning of what a person reads. A function gets
# the rows of the table.
WRONG = {
    "canton_has_province": (Division, {"parent": None}, "A canton belongs"),
    "organisation_duty_iff_ministry": (Organisation, {"duty": "cpm"}, "A ministry has a duty"),
    "user_email_unique_any_case": (User, {"email": "ZOE@Example.org"}, "There is a user"),
    "membership_ends_after_it_begins": (Membership, {"until": date(2020, 1, 1)}, "The last day is before"),
    "membership_once_while_open": (Membership, {"role": "manager"}, "This user has this role"),
    "api_client_has_scopes": (ApiClient, {"scopes": []}, "This field cannot be blank"),
    "api_client_rate_in_bounds": (ApiClient, {"rate_per_minute": 0}, "An API client makes between"),
    "api_client_secret_before_ends": (ApiClient, {"previous_secret": "x"}, "A secret that was replaced"),
    "person_has_given_name": (Person, {"given_names": ""}, "This field cannot be blank"),
    "person_birth_precision_iff_date": (Person, {"birth_date": DAY}, "Say whether the birth date"),
    "person_enters_after_birth": (
        Person,
        {"birth_date": DAY, "birth_precision": "day", "entry_date": EARLIER},
        "The person entered",
    ),
    "person_death_whole": (Person, {"died_on": DAY}, "Of a death it is said"),
    "person_relationship_iff_household": (Person, {"relationship": "child"}, "Say who the person is"),
    "household_has_one_head": (
        Person,
        lambda rows: {"household": rows[1].household, "relationship": "head"},
        "This household has a head",
    ),
    "person_in_household_whole": (Person, {"household_since": DAY}, "Since when, and for whom"),
    "household_has_one_applicant": (
        Person,
        lambda rows: {"household": rows[1].household, "relationship": "child", "principal_applicant": True},
        "Somebody else applies",
    ),
    "duplicate_once": (
        Duplicate,
        lambda rows: {"one": rows[1].one, "other": rows[1].other},
        "This pair is recorded already",
    ),
    "duplicate_in_order": (
        Duplicate,
        lambda rows: {"one": rows[0].other, "other": rows[0].one},
        "Two people, the smaller",
    ),
    "duplicate_decided_whole": (Duplicate, {"state": "same"}, "A decision says when"),
    "duplicate_different_with_reason": (Duplicate, {"reason": "siblings"}, "Say why they are different"),
    "person_merged_lives_with_nobody": (Person, lambda rows: {"merged_into": rows[0]}, "Who was merged into another"),
    "merge_of_two": (Merge, lambda rows: {"gone": rows[0].kept}, "A record is not merged"),
    "merge_gone_once": (Merge, lambda rows: {"gone": rows[1].gone}, "This record was merged"),
    "merge_undone_whole": (
        Merge,
        {"undone_at": timezone.make_aware(timezone.datetime(2024, 3, 1))},
        "Of a merge that was undone",
    ),
    "merge_step_once": (MergeStep, {"number": 2}, "This step of the merge"),
    "stay_ends_after_it_begins": (HouseholdStay, {"joined_on": DAY + timedelta(days=1)}, "She left before"),
    "document_verified_whole": (
        IdentityDocument,
        {"verified_at": timezone.make_aware(timezone.datetime(2024, 3, 1))},
        "Of a document that was seen",
    ),
    "document_expires_after_issue": (
        IdentityDocument,
        {"issued_on": DAY, "expires_on": DAY},
        "The document expires before",
    ),
    "document_has_number": (IdentityDocument, {"number": "-", "number_key": ""}, "A document number has"),
    "document_once_per_person": (IdentityDocument, {"number_key": "A2"}, "This document of the person"),
    "contact_once_per_person": (ContactPoint, {"value": "b@x.org"}, "This contact of the person"),
    "contact_verified_whole": (
        ContactPoint,
        lambda rows: {
            "verified_at": timezone.make_aware(timezone.datetime(2024, 3, 1)),
            "verified_by": User.objects.first(),
        },
        "Of a contact that was verified",
    ),
    "contact_own_needs_no_words": (ContactPoint, {"owner_words": "Rosa"}, "Who that is"),
    "contact_recovered_only_when_lost": (ContactPoint, {"recovery": "given_up", "recovery_on": DAY}, "Only of what"),
    "contact_reachable_was_verified": (ContactPoint, {"state": "reachable"}, "A contact is reachable"),
    "need_percent_of_disability": (SpecificNeed, {"percent": 30}, "Only a disability"),
    "need_once_per_person": (SpecificNeed, {"kind": "disability"}, "This need of the person"),
    "access_ends_after_it_begins": (
        PersonAccess,
        {"until": timezone.make_aware(timezone.datetime(2020, 1, 1))},
        "The access ends",
    ),
    "access_acknowledged_whole": (
        PersonAccess,
        {"acknowledged_at": timezone.make_aware(timezone.datetime(2020, 1, 1))},
        "Of an emergency read it is kept",
    ),
    "protection_note_has_text": (ProtectionNote, {"text": ""}, "This field cannot be blank"),
    "access_once_while_open": (PersonAccess, {"reason": "step"}, "This organisation has this access"),
    "access_of_ministry_without_compartment": (
        PersonAccess,
        lambda rows: {"organisation": ministry(), "organisation_kind": "ministry", "sections": ["needs"]},
        "A ministry never sees",
    ),
    "access_by_referral_has_ground": (PersonAccess, {"reason": "referral"}, "A case is shared with a consent"),
    "access_in_emergency_is_one_persons": (PersonAccess, {"reason": "emergency"}, "An emergency read is"),
    "consent_text_version_once": (ConsentText, {"version": "2"}, "This version of the text"),
    "consent_to_share_names_whom": (Consent, {"recipient_kind": "partner"}, "A consent to share says"),
    "consent_withdrawn_whole": (Consent, {"withdrawn_on": DAY}, "A withdrawal says"),
    "consent_withdrawn_after_given": (
        Consent,
        lambda rows: {"withdrawn_on": EARLIER, "withdrawn_how": "paper", "withdrawn_recorded_by": rows[0].recorded_by},
        "The consent was withdrawn before",
    ),
    "consent_once_while_given": (
        Consent,
        {"purpose": "share", "recipient_kind": "partner"},
        "This consent is recorded",
    ),
    "access_request_once_while_open": (
        AccessRequest,
        lambda rows: {"organisation": rows[1].organisation},
        "Your organisation has asked",
    ),
    "access_request_says_why": (AccessRequest, {"why": ""}, "This field cannot be blank"),
    "access_request_to_another": (
        AccessRequest,
        lambda rows: {"asked_of": rows[0].organisation},
        "Nobody asks her own",
    ),
    "access_request_answered_whole": (AccessRequest, {"state": "refused"}, "An answer says when"),
    "data_request_answered_whole": (DataRequest, {"status": "done"}, "An answer says what"),
    "data_request_due_after_received": (DataRequest, {"due_on": date(2020, 1, 1)}, "It is due before"),
    "data_request_once_while_open": (DataRequest, {"kind": "erase"}, "This request is open already"),
    "pathway_closes_after_it_opens": (Pathway, {"opens_on": DAY, "closes_on": EARLIER}, "The pathway closes"),
    "pathway_has_stage_once": (PathwayStage, {"stage": "visa", "needs": ""}, "This pathway has this stage"),
    "pathway_stage_needs_another": (PathwayStage, {"needs": "cpm"}, "A stage cannot need"),
    "case_code_once": (Case, lambda rows: {"code": rows[1].code}, "Another case has this code"),
    "person_has_one_open_case": (Case, lambda rows: {"person": rows[1].person}, "This person has an open case"),
    "case_closed_with_day_and_reason": (Case, {"state": "closed"}, "A closed case says"),
    "case_merged_into_another": (
        Case,
        {"state": "closed", "closed_on": date(2030, 1, 1), "close_reason": "merged"},
        "A case is closed so only",
    ),
    "case_closed_after_it_opened": (
        Case,
        {"opened_on": DAY, "state": "closed", "close_reason": "left", "closed_on": EARLIER},
        "The case was closed",
    ),
    "case_has_stage_once": (StageRecord, {"stage": "visa"}, "This stage of the case"),
    "stage_record_is_started": (StageRecord, {"status": "not_started"}, "A stage not started"),
    "stage_done_yields_document": (StageRecord, {"status": "done"}, "This stage is done only"),
    "stage_refused_or_skipped_has_reason": (StageRecord, {"status": "refused"}, "Say why"),
    "stage_fee_not_negative": (StageRecord, {"fee_amount": -1}, "An amount is not"),
    "blocker_resolved_with_day_and_how": (Blocker, {"resolved_on": DAY}, "A resolved blocker"),
    "blocker_resolved_after_it_began": (
        Blocker,
        {"resolved_on": EARLIER, "resolution": "x"},
        "The blocker was resolved before",
    ),
    "blocker_other_has_detail": (Blocker, {"cause": "other"}, "Say what blocks"),
    "note_has_text": (Note, {"text": ""}, "This field cannot be blank"),
    "attachment_has_size": (Attachment, {"size": 0}, "The file is empty"),
    "import_done_within_total": (Import, {"done": 1}, "More rows are done"),
    "import_failed_says_why": (Import, {"state": "failed"}, "Say why it could not"),
    "import_done_when": (Import, {"state": "done"}, "An import that is done"),
    "import_undone_when": (Import, {"state": "undone"}, "An import that was undone"),
    "import_cleared_without_values": (
        Import,
        {"cleared_at": timezone.make_aware(timezone.datetime(2024, 3, 1))},
        "What was cleared",
    ),
    "import_row_once": (ImportRow, {"line": 2}, "This line was read"),
    "import_row_wrong_is_left_out": (ImportRow, {"outcome": "error", "decision": "add"}, "A row that is wrong"),
    "import_row_household_proposed": (ImportRow, {"home_decision": "together"}, "No household is proposed"),
    "import_row_same_as_somebody": (ImportRow, {"decision": "same"}, "Say who it is"),
    "column_mapping_once": (ColumnMapping, {"shape": "b"}, "The columns of such"),
    "power_role_iff_granted": (PowerProposal, {"act": "grant"}, "A role is given"),
    "power_confirmed_by_another": (PowerProposal, {"state": "confirmed"}, "Another administrator"),
    "question_once": (DisclosureQuestion, {"fingerprint": UUID(int=2)}, "This was asked already"),
    "intake_row_once": (IntakeRow, {"fingerprint": "b"}, "This row was imported"),
    "training_ends_after_it_starts": (Training, {"ends_on": EARLIER}, "The training ends"),
    "training_certificate_when_finished": (Training, {"finished": True}, "A finished training"),
    "training_one_at_a_time": (Training, None, "This person is in a training"),
    "case_has_one_award": (Award, lambda rows: {"case": rows[1].case}, "This case has a seed capital"),
    "award_says_what_was_given": (Award, {"awarded_on": DAY, "form": "cash"}, "An award says"),
    "instalment_number_once": (Instalment, {"number": 2}, "This award has an instalment"),
    "rule_has_days": (Rule, {"offsets": []}, "This field cannot be blank"),
    "rule_is_for_somebody": (Rule, {"audience": []}, "This field cannot be blank"),
    "rule_to_person_has_words": (Rule, {"text_en": ""}, "A message to the person"),
    "rule_quiet_hours_leave_a_day": (Rule, {"quiet_from": time(7)}, "Quiet hours begin"),
    "rule_stake_in_bounds": (Rule, {"stake": 4}, "What is at stake"),
    "task_open_once": (Task, {"state": "open", "ended_at": None}, "There is an open task"),
    "task_found_once": (Task, {"planned_for": EARLIER}, "There was a task"),
    "task_says_what": (Task, {"rule": None}, "A task is by a rule"),
    "task_of_staff_has_words": (Task, OF_STAFF, "Say what is to be done"),
    "task_ended_whole": (Task, {"state": "done"}, "A task that is done"),
    "task_put_off_with_reason": (Task, {"snoozed_until": DAY}, "Say why it is put off"),
    "task_is_for_staff": (Task, {"for_whom": "person"}, "Tasks are for staff"),
    "task_sorted_by_its_day": (Task, {"sort_on": DAY + timedelta(days=1)}, "What is at stake brings"),
    "reminder_planned_once": (Reminder, {"due_on": EARLIER}, "This reminder is planned"),
    "reminder_of_campaign_once": (Reminder, lambda rows: {"subject": rows[3].subject}, "This person is in"),
    "reminder_of_rule_or_campaign": (Reminder, lambda rows: {"campaign": rows[3].campaign}, "A reminder is of"),
    "reminder_claimed_whole": (Reminder, {"state": "claimed"}, "A reminder that is being sent"),
    "reminder_says_why_not": (Reminder, {"state": "failed"}, "A reminder that is not sent"),
    "reminder_sent_says_when": (Reminder, {"state": "sent"}, "A reminder that was sent"),
    "message_once_by_channel": (Message, {"channel": "whatsapp"}, "This reminder was sent"),
    "message_sent_says_when": (Message, {"state": "sent"}, "A message that was sent"),
    "reply_taken_once": (Reply, {"provider_id": "b"}, "This answer was taken"),
    "campaign_has_words_and_channel": (Campaign, {"text_en": ""}, "This field cannot be blank"),
    "campaign_rate_in_bounds": (Campaign, {"per_minute": 0}, "A campaign sends between"),
    "campaign_started_says_when": (Campaign, {"state": "running"}, "A campaign that runs"),
    "instalment_amount_positive": (Instalment, {"amount": 0}, "An instalment is more"),
}
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def test_every_constraint_has_its_row_here():
    named = {constraint.name for model in MODELS for constraint in model._meta.constraints}
    assert named == set(WRONG)


def wrong_row(name, rows):
    model, wrong, sentence = WRONG[name]
    if name == "training_one_at_a_time":
        return rows[model][1], {"finished": None}, sentence
    if name == "reminder_of_campaign_once":
        return rows[model][2], wrong(rows[model]), sentence
    if name == "task_open_once":
        Task.objects.filter(pk=rows[model][1].pk).update(state="open", ended_at=None)
        return rows[model][0], wrong, sentence
    return rows[model][0], wrong(rows[model]) if callable(wrong) else wrong, sentence


@pytest.mark.parametrize("name", WRONG)
def test_the_database_refuses_it_by_name(name, rows):
    row, wrong, _ = wrong_row(name, rows)
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**wrong)


@pytest.mark.parametrize("name", WRONG)
def test_a_person_reads_why(name, rows):
    row, wrong, sentence = wrong_row(name, rows)
    row.refresh_from_db()
    for field, value in wrong.items():
        setattr(row, field, value)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert any(message.startswith(sentence) for message in refused.value.messages), refused.value.messages
    if isinstance(row, Record):
        assert NON_FIELD_ERRORS not in refused.value.error_dict


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "cash", "amount": None},
        {"form": "cash", "amount": 0},
        {"form": "equipment", "equipment": ""},
        {"form": "equipment", "amount": 100},
        {"form": "", "amount": 100, "equipment": "sewing machine"},
    ],
    ids=str,
)
def test_an_award_says_what_was_given(wrong, rows):
    award = rows[Award][0]
    with pytest.raises(IntegrityError, match="award_says_what_was_given"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(awarded_on=DAY, **wrong)


@pytest.mark.parametrize("right", [{"form": "cash", "amount": 1}, {"form": "equipment", "equipment": "oven"}], ids=str)
def test_an_award_of_money_or_equipment_is_right(right, rows):
    assert Award.objects.filter(pk=rows[Award][0].pk).update(awarded_on=DAY, **right) == 1


def test_every_right_row_is_right(rows):
    for made in rows.values():
        for row in made:
            row.refresh_from_db()
            row.validate_constraints()
