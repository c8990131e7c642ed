"""Two organisations that may not see each other's people find out, within the law, that they know the same one."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from casework.access.models import Door, LogEntry
from casework.access.policy import ALWAYS_SHARED, Role
from casework.access.scope import acting_as
from casework.base.errors import Conflict, TooOften
from casework.journey import asking, likely
from casework.journey.actions import register
from casework.journey.models import Case
from casework.people.consents import give_consent, share, withdraw_consent
from casework.people.matching import Traits
from casework.people.models import AccessRequest, Event, Person, PersonAccess
from tests.cast import member

BORN, CEDULA = date(1991, 7, 23), "V-18456729"
SHE = Traits(given_names="Yulimar", family_names="Gonsales", birth_date=BORN, documents=[("ve_cedula", CEDULA)])
WHY = "She is with us and asks for help with her visa."


@pytest.fixture
def yulimar(ana):
    return register(
        by=ana,
        given_names="Yulimar del Valle",
        family_names="González Rondón",
        birth_date=BORN,
        documents=[{"kind": "ve_cedula", "number": CEDULA}],
    )


@pytest.fixture
def consent(yulimar, ana):
    return give_consent(person=yulimar.person, by=ana, purpose="share", recipient_kind="partner", how="paper")


def hinted(by):
    """What the registration tells this member of the one who is likely there."""
    with acting_as(by, Door.WEB):
        (one,) = likely.registered_matches(SHE, by).people
    return one


def ask(by, token=None, why=WHY):
    token = hinted(by).token if token is None else token
    with acting_as(by, Door.WEB):
        return asking.ask_for_access(by=by, token=token, why=why)


def grant(request, by, **ground):
    with acting_as(by, Door.WEB):
        return asking.grant_access(request=request, by=by, **ground)


def refuse(request, by, answer="She wants nobody else to see her file."):
    with acting_as(by, Door.WEB):
        return asking.refuse_access(request=request, by=by, answer=answer)


def seen_by(by):
    """What the database itself shows of people and of requests."""
    with acting_as(by, Door.WEB):
        return set(Person.objects.all()), set(AccessRequest.objects.all())


# Asking ---------------------------------------------------------------------------------------------------------------
def test_who_is_told_of_her_asks_and_sees_no_more_of_her(yulimar, bruno, ana, hias, fabiola, carmen):
    request = ask(bruno)
    assert (request.person, request.organisation, request.asked_of) == (yulimar.person, bruno.organisation, hias)
    assert (request.state, request.why, request.asked_by) == ("open", WHY, bruno.user)
    assert seen_by(bruno) == (set(), {request})
    assert seen_by(ana) == ({yulimar.person}, {request})
    for outsider in (fabiola, carmen):
        assert seen_by(outsider) == (set(), set())


def test_that_it_was_asked_stands_on_her_timeline_and_in_the_log(yulimar, bruno, hias):
    ask(bruno)
    event = Event.objects.get(kind="access_asked")
    assert (event.person, event.section, event.facts) == (yulimar.person, "consents", {"organisation": "NRC"})
    entry = LogEntry.objects.get(place="ask_access")
    assert (entry.persons, entry.owners, entry.user_id) == ([yulimar.person_id], [hias.pk], bruno.user_id)
    assert WHY not in str(entry.facts)


def test_afterwards_the_hint_says_that_it_was_asked(yulimar, bruno, nrc):
    request = ask(bruno)
    for by in (bruno, member("Nora", nrc, Role.CASEWORKER)):
        one = hinted(by)
        assert (one.token, one.asked) == ("", request)


@pytest.mark.parametrize("token", ["", "x", "gAAAAABn", "\ud800", "ñ" * 200])
def test_a_forged_token_names_nobody(token, yulimar, bruno):
    with pytest.raises(ValidationError, match="Too much time has passed"):
        ask(bruno, token)


def test_a_token_is_one_members_and_says_nothing_of_the_id(yulimar, bruno, nrc):
    token = hinted(bruno).token
    assert str(yulimar.person_id) not in token
    assert yulimar.person_id.hex not in token
    with pytest.raises(ValidationError, match="Too much time has passed"):
        ask(member("Nora", nrc, Role.CASEWORKER), token)


def test_a_token_ends(yulimar, bruno, monkeypatch):
    token = hinted(bruno).token
    monkeypatch.setattr(likely, "TOKEN_SECONDS", -1)
    with pytest.raises(ValidationError, match="Too much time has passed"):
        ask(bruno, token)


@pytest.mark.parametrize("gone", ["erased", "merged"])
def test_a_token_of_somebody_who_is_there_no_more_names_nobody(gone, yulimar, bruno, ana):
    token = hinted(bruno).token
    other = register(by=ana, given_names="Rosa").person
    how = {"erased": {"anonymised_on": BORN}, "merged": {"merged_into": other}}[gone]
    Person.objects.filter(pk=yulimar.person_id).update(**how)
    with pytest.raises(ValidationError, match="Too much time has passed"):
        ask(bruno, token)


def test_why_is_needed(yulimar, bruno):
    with pytest.raises(ValidationError, match="blank"):
        ask(bruno, why=" ")
    assert not AccessRequest.objects.exists()


def test_one_asks_once_until_it_is_answered(yulimar, bruno, nrc, ana):
    nora = member("Nora", nrc, Role.CASEWORKER)
    tokens = {by: hinted(by).token for by in (bruno, nora)}
    request = ask(bruno)
    for by, token in tokens.items():
        with pytest.raises(Conflict, match="waits for the answer"):
            ask(by, token)
    refuse(request, ana)
    assert ask(nora).state == "open"


def test_who_sees_her_already_need_not_ask(yulimar, bruno, nrc, ana, consent):
    token = hinted(bruno).token
    share(person=yulimar.person, organisation=nrc, by=ana)
    assert hinted(bruno).token == ""
    with pytest.raises(Conflict, match="You see this person already"):
        ask(bruno, token)


def test_each_try_counts(yulimar, bruno, monkeypatch):
    monkeypatch.setattr(asking, "ASKED_AT_MOST", 1)
    with pytest.raises(ValidationError):
        ask(bruno, "x")
    with pytest.raises(TooOften, match="1 times within an hour"):
        ask(bruno)


def test_iom_asks_its_other_offices_and_ministries_nobody(yulimar, marta, ivan):
    with pytest.raises(PermissionDenied, match="Your role"):
        ask(marta, "x")
    with pytest.raises(PermissionDenied, match="by territory"):
        ask(ivan, "x")


# Answering ------------------------------------------------------------------------------------------------------------
def test_it_is_granted_on_her_consent(yulimar, consent, bruno, ana):
    request = grant(ask(bruno), ana, sections=["documents"])
    assert (request.state, request.answered_by) == ("granted", ana.user)
    access = PersonAccess.objects.get(organisation=bruno.organisation)
    assert (access.reason, access.consent) == ("referral", consent)
    assert set(access.sections) == {*ALWAYS_SHARED, "documents"}
    assert seen_by(bruno) == ({yulimar.person}, {request})
    assert Event.objects.filter(kind="case_shared").exists()


def test_what_was_granted_on_her_consent_ends_with_it(yulimar, consent, bruno, ana):
    request = grant(ask(bruno), ana)
    withdraw_consent(consent=consent, by=ana, how="spoken")
    assert seen_by(bruno) == (set(), {request})


def test_without_a_consent_it_is_not_granted_and_nothing_is_opened(yulimar, bruno, ana):
    request = ask(bruno)
    with pytest.raises(ValidationError, match="There is no consent to share with this kind of organisation"):
        grant(request, ana)
    assert seen_by(bruno) == (set(), {request})
    request.refresh_from_db()
    assert request.state == "open"


def test_it_is_granted_for_a_legal_reason_that_stays_on_record(yulimar, bruno, ana):
    grant(ask(bruno), ana, legal_reason="vital", explanation="She is in hospital.")
    access = PersonAccess.objects.get(organisation=bruno.organisation)
    assert (access.legal_reason, access.explanation) == ("vital", "She is in hospital.")


def test_what_was_shared_meanwhile_is_granted(yulimar, consent, bruno, nrc, ana):
    request = ask(bruno)
    share(person=yulimar.person, organisation=nrc, by=ana)
    assert grant(request, ana).state == "granted"
    assert PersonAccess.objects.filter(organisation=nrc).count() == 1


def test_nobody_grants_what_may_not_be_shared(yulimar, consent, bruno, ana):
    with pytest.raises(ValidationError, match="cannot be shared"):
        grant(ask(bruno), ana, sections=["protection"])


def test_while_her_data_is_restricted_nothing_is_opened(yulimar, consent, bruno, ana):
    request = ask(bruno)
    Person.objects.update(restricted_on=BORN)
    with pytest.raises(Conflict, match="restricted"):
        grant(request, ana)
    assert refuse(request, ana).state == "refused"


def test_it_is_refused_with_a_reason_that_the_asker_reads(yulimar, bruno, ana):
    request = ask(bruno)
    with pytest.raises(ValidationError, match="Say why"):
        refuse(request, ana, answer="  ")
    refuse(request, ana)
    with acting_as(bruno, Door.WEB):
        told = AccessRequest.objects.get()
        assert (told.state, told.answer) == ("refused", "She wants nobody else to see her file.")
    assert seen_by(bruno) == (set(), {request})
    assert Event.objects.get(kind="access_refused").facts == {"organisation": "NRC"}


def test_it_is_answered_once(yulimar, consent, bruno, ana):
    request = ask(bruno)
    refuse(request, ana)
    for answer in (grant, refuse):
        with pytest.raises(Conflict, match="answered already"):
            answer(request, ana)


def test_who_shares_cases_answers_and_nobody_else(yulimar, consent, bruno, vera, fabiola, carmen, ivan):
    request = ask(bruno)
    for by, refused in (
        (bruno, ObjectDoesNotExist),  # herself
        (fabiola, ObjectDoesNotExist),
        (carmen, ObjectDoesNotExist),
        (vera, PermissionDenied),
    ):
        with pytest.raises(refused):
            grant(request, by)
        with pytest.raises(refused):
            refuse(request, by)
    assert grant(request, ivan).state == "granted"


def test_who_only_got_the_case_passes_nothing_on(yulimar, consent, bruno, fudela, ana):
    """FUDELA sees a part of her file, keeps nothing of her, and is not told who asks."""
    share(person=yulimar.person, organisation=fudela, by=ana, sections=["consents"])
    request = ask(bruno)
    flora = member("Flora", fudela, Role.MANAGER)
    assert seen_by(flora) == ({yulimar.person}, set())
    with pytest.raises(PermissionDenied, match="keeps the case"):
        grant(request, flora)


# Whom it waits for ----------------------------------------------------------------------------------------------------
def waiting_for(by):
    with acting_as(by, Door.WEB):
        return list(AccessRequest.objects.to_answer(by))


def test_it_waits_for_who_keeps_her_and_for_iom_where_no_partner_does(yulimar, bruno, ana, vera, ivan, hias):
    request = ask(bruno)
    assert waiting_for(ana) == [request]
    assert waiting_for(ivan) == waiting_for(bruno) == waiting_for(vera) == []
    hias.is_active = False
    hias.save()
    assert waiting_for(ivan) == [request]
    refuse(request, ivan)
    assert waiting_for(ivan) == []


def test_her_own_case_is_found_by_the_asker_once_it_is_granted(yulimar, consent, bruno, ana):
    request = ask(bruno)
    with acting_as(bruno, Door.WEB):
        assert not Case.objects.exists()
    grant(request, ana)
    with acting_as(bruno, Door.WEB):
        assert Case.objects.get() == yulimar
