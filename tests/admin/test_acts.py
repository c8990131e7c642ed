"""What the administration does: by the rooms' actions, in the name of the membership of who does it."""

from datetime import date, timedelta

from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from casework.access.models import Membership, Organisation, User
from casework.access.queries import acting_membership
from casework.access.second_factor import factors_of, lacks_second_factor
from casework.journey.models import Blocker, Case, Pathway
from casework.people.models import ContactPoint, Event
from casework.programmes.models import Instalment, Training
from tests.cast import PASSWORD, with_second_step
from tests.journey.standing import all_before, put, stored


def url(row, page):
    model = row if isinstance(row, type) else type(row)
    args = [] if isinstance(row, type) else [row.pk]
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def said(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def errors(answer):
    return answer.context["form"].errors


def acts(case):
    """Each page that changes a state: the row, the page, and what is filled in."""
    return [
        (case, "close", {"close_reason": "left"}),
        (case, "assign", {"caseworker": ""}),
        (case, "move?move=registration:reopen", {"reason": "typo"}),
        (Blocker.objects.get(), "resolve", {"resolution": "paid"}),
        (ContactPoint.objects.get(), "mark", {"state": "lost"}),
        (Instalment.objects.order_by("number")[0], "pay", {}),
    ]


def address(row, page):
    page, _, query = page.partition("?")
    return url(row, page) + (f"?{query}" if query else "")


def test_to_look_at_a_page_of_an_act_does_nothing(as_iris, full_case):
    before = stored()
    for row, page, _ in acts(full_case):
        assert as_iris.get(address(row, page)).status_code == 200, page
    assert stored() == before


def test_who_works_nowhere_finds_nobody_and_does_nothing(as_sofia, full_case):
    before = stored()
    for row, page, filled in acts(full_case):
        answer = as_sofia.post(address(row, page), filled)
        assert answer.status_code in (302, 403), page
        assert full_case.person.full_name not in answer.content.decode()
    assert stored() == before


def test_every_act_is_done_by_the_membership_of_who_does_it(as_iris, iris, full_case):
    for row, page, filled in reversed(acts(full_case)):
        before = Event.objects.count()
        answer = as_iris.post(address(row, page), filled)
        assert answer.status_code == 302, (page, answer.context and answer.context["form"].errors)
        event = Event.objects.latest("id")
        assert Event.objects.count() == before + 1, page
        assert (event.by_user, event.by_organisation) == (iris.user, iris.organisation)
    full_case.refresh_from_db()
    assert (full_case.state, full_case.close_reason, full_case.caseworker) == ("closed", "left", None)
    assert full_case.records.get(stage="registration").status == "in_progress"
    assert Blocker.objects.get().resolution == "paid"
    assert ContactPoint.objects.get().state == "lost"
    assert Instalment.objects.get(number=1).paid_on == timezone.localdate()


def test_the_sentence_of_a_refusal_stands_on_the_form(as_iris, full_case):
    as_iris.post(url(full_case, "close"), {"close_reason": "left"})
    before = stored()
    again = as_iris.post(url(full_case, "close"), {"close_reason": "left"})
    assert again.status_code == 200
    assert "This case is closed. Reopen it first." in again.content.decode()
    wrong = as_iris.post(url(full_case, "assign"), {"caseworker": "nobody"})
    assert "caseworker" in errors(wrong)
    assert stored() == before
    assert as_iris.post(url(full_case, "reopen")).status_code == 302
    future = as_iris.post(url(full_case, "close"), {"close_reason": "left", "on": "2999-01-01"})
    assert errors(future) == {"on": ["This date is in the future."]}


def test_staff_without_the_right_is_refused_by_the_action(client, iom, full_case):
    user = with_second_step(User.objects.create_user("al@example.org", "Al", is_staff=True, language="en"))
    Membership.objects.create(user=user, organisation=iom, role="analyst")
    client.force_login(user)
    before = stored()
    for row, page, filled in acts(full_case):
        answer = client.post(address(row, page), filled)
        assert answer.status_code in (200, 302), page
    assert stored() == before
    refused = client.post(url(full_case, "close"), {"close_reason": "left"})
    assert "Your role does not allow this" in refused.content.decode()


def test_a_case_moves_by_what_is_possible_now(as_iris, case):
    put(case, "registration", "in_progress")
    choice = as_iris.get(url(case, "move"))
    offered = [value for value, _ in choice.context["form"].fields["move"].choices]
    assert offered == [
        "registration:approve",
        *("cpm:start", "cpm:skip", "visa:start", "visa:skip", "cedula:start", "cedula:skip"),
        *("training:start", "training:skip", "seed_capital:start", "seed_capital:skip"),
    ]
    not_possible = as_iris.post(url(case, "move") + "?move=visa:approve", {"number": "1"})
    assert "move" in not_possible.context["form"].fields
    all_before(case, "cpm")
    put(case, "cpm", "submitted")
    page = url(case, "move") + "?move=cpm:approve"
    assert set(errors(as_iris.post(page, {}))) == {"number", "issued_on", "expires_on"}
    expires = timezone.localdate() + timedelta(days=100)
    details = {"number": "C-1", "issued_on": "2024-06-01", "expires_on": expires.isoformat()}
    assert as_iris.post(page, details).status_code == 302
    record = case.records.get(stage="cpm")
    assert (record.status, record.document.number, record.decided_on) == ("done", "C-1", date(2024, 6, 1))


def test_moves_of_training_and_seed_capital_ask_for_their_own(as_iris, case, fudela):
    put(case, "visa", "done")
    page = url(case, "move") + "?move=training:start"
    details = {"course": "Panadería", "provider": fudela.pk, "starts_on": "2024-07-01"}
    assert as_iris.post(page, details).status_code == 302
    assert Training.objects.get().provider == fudela
    page = url(case, "move") + "?move=seed_capital:start"
    asked = as_iris.post(page, {"business_name": "Arepas"})
    assert "reason" in errors(asked)
    assert as_iris.post(page, {"business_name": "Arepas", "reason": "urgent"}).status_code == 302
    page = url(case, "move") + "?move=seed_capital:approve"
    form = as_iris.get(page).context["form"]
    assert {"form", "amount", "equipment", "instalments", "first_instalment_on"} <= set(form.fields)
    assert as_iris.post(page, {"form": "cash", "amount": "100", "instalments": 2}).status_code == 302
    assert Instalment.objects.count() == 2


def test_who_may_make_no_move_is_told(client, iom, case):
    user = with_second_step(User.objects.create_user("al@example.org", "Al", is_staff=True, language="en"))
    Membership.objects.create(user=user, organisation=iom, role="analyst")
    client.force_login(user)
    answer = client.get(url(case, "move"))
    assert "There is no move that you may make now." in said(answer)


def test_a_case_is_given_to_people_of_its_organisation_only(as_iris, case, ana, bruno, hilda):
    offered = as_iris.get(url(case, "assign")).context["form"].fields["caseworker"].queryset
    assert set(offered) == {ana.user, hilda.user}
    assert as_iris.post(url(case, "assign"), {"caseworker": hilda.user.pk}).status_code == 302
    case.refresh_from_db()
    assert case.caseworker == hilda.user
    assert "caseworker" in errors(as_iris.post(url(case, "assign"), {"caseworker": bruno.user.pk}))


def test_a_row_that_is_not_there(as_iris, case):
    for pk in ("00000000-0000-0000-0000-000000000000", "nonsense"):
        for page in ("close", "move", "assign"):
            answer = as_iris.post(reverse(f"admin:journey_case_{page}", args=[pk]), {"close_reason": "left"})
            assert (answer.status_code, answer.url) == (302, reverse("admin:index"))


def test_a_membership_is_ended(as_iris, iris, ana):
    assert as_iris.get(url(ana, "end")).status_code == 200
    assert acting_membership(ana.user)
    assert as_iris.post(url(ana, "end")).status_code == 302
    assert acting_membership(ana.user) is None


def test_only_administrators_end_memberships_and_fill_in_tables(client, iom, ana, hias):
    user = with_second_step(User.objects.create_user("co@example.org", "Co", is_staff=True, language="en"))
    Membership.objects.create(user=user, organisation=iom, role="coordinator")
    client.force_login(user)
    assert client.post(url(ana, "end")).status_code == 403
    assert client.post(url(User, "add"), {}).status_code == 403
    assert client.post(url(hias, "change"), {"short_name": "X"}).status_code == 403
    assert client.post(reverse("admin:access_apiclient_create"), {}).status_code == 403
    assert acting_membership(ana.user)


def test_a_user_is_made_with_a_password_and_switched_off(as_iris, client):
    new = {"email": "Nora@Example.ORG", "full_name": "Nora", "language": "es"}
    weak = as_iris.post(url(User, "add"), new | {"password1": "123", "password2": "123"})
    assert weak.status_code == 200
    assert as_iris.post(url(User, "add"), new | {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    nora = User.objects.get(email="nora@example.org")
    assert nora.check_password(PASSWORD)
    assert not nora.is_staff
    twice = as_iris.post(url(User, "add"), new | {"password1": PASSWORD, "password2": PASSWORD})
    assert "email" in twice.context["adminform"].form.errors
    page = as_iris.get(url(nora, "change"))
    assert nora.password not in page.content.decode()
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    # Neither a superuser nor staff by a field that the form does not show.
    sneaky = {"is_superuser": "on", "is_staff": "on", "is_service": "on"}
    filled = {"email": "nora@example.org", "full_name": "Nora N.", "language": "en"} | inline | sneaky
    assert as_iris.post(url(nora, "change"), filled).status_code == 302
    nora.refresh_from_db()
    assert (nora.full_name, nora.is_active) == ("Nora N.", False)
    assert (nora.is_superuser, nora.is_staff, nora.is_service) == (False, False, False)


def test_superusers_are_out_of_an_administrators_reach(as_iris, sofia):
    assert as_iris.post(url(sofia, "change"), {"email": "x@example.org"}).status_code == 403
    answer = as_iris.post(reverse("admin:auth_user_password_change", args=[sofia.pk]), {"password1": "x"})
    assert answer.status_code == 403
    sofia.refresh_from_db()
    assert sofia.check_password(PASSWORD)


def test_a_membership_is_of_its_kind_of_organisation(as_iris, ana, hias, bruno):
    new = {"user": bruno.user.pk, "organisation": hias.pk, "since": timezone.localdate().isoformat()}
    wrong = as_iris.post(url(Membership, "add"), new | {"role": "administrator"})
    assert "role" in wrong.context["adminform"].form.errors
    assert as_iris.post(url(Membership, "add"), new | {"role": "trainer"}).status_code == 302
    made = Membership.objects.get(user=bruno.user, organisation=hias)
    changed = as_iris.post(url(made, "change"), new | {"role": "manager", "until": "2999-12-31"})
    assert changed.status_code == 302
    made.refresh_from_db()
    assert (made.role, made.until) == ("trainer", date(2999, 12, 31))


def test_an_organisation_keeps_its_kind(as_iris, hias):
    new = {"short_name": "JRS", "name": "Jesuitas", "kind": "partner", "duty": "", "is_active": "on"}
    assert as_iris.post(url(Organisation, "add"), new).status_code == 302
    assert as_iris.post(url(hias, "change"), new | {"short_name": "HIAS 2", "kind": "iom"}).status_code == 302
    hias.refresh_from_db()
    assert (hias.short_name, hias.kind) == ("HIAS 2", "partner")


def test_a_pathway_with_its_stages(as_iris, db):
    stages = {
        "stages-TOTAL_FORMS": 2,
        "stages-INITIAL_FORMS": 0,
        "stages-0-stage": "registration",
        "stages-0-strength": "blocks",
        "stages-0-warn_days": 0,
        "stages-1-stage": "visa",
        "stages-1-needs": "registration",
        "stages-1-strength": "warns",
        "stages-1-warn_days": 30,
    }
    new = {"code": "refugio", "name": "Refugio", "legal_basis": "LOMH", "notes": ""}
    closed = as_iris.post(url(Pathway, "add"), new | stages | {"opens_on": "2025-01-02", "closes_on": "2025-01-01"})
    assert "The pathway closes before it opens." in closed.content.decode()
    itself = as_iris.post(url(Pathway, "add"), new | stages | {"stages-1-needs": "visa"})
    assert "A stage cannot need itself." in itself.content.decode()
    assert as_iris.post(url(Pathway, "add"), new | stages).status_code == 302
    assert Pathway.objects.get(code="refugio").stages.count() == 2


def test_closed_cases_stay_closed_to_a_form_without_a_token(client, iris, case):
    client.handler.enforce_csrf_checks = True
    client.force_login(iris.user)
    assert client.post(url(case, "close"), {"close_reason": "left"}).status_code == 403
    assert Case.objects.get().state == "open"


def test_an_administrator_resets_the_second_step_of_who_lost_her_phone(as_iris, hilda):
    """Of one who holds no power that two give; of those who do: test_power.py."""
    with_second_step(hilda.user)
    page = as_iris.get(url(hilda.user, "change"))
    assert "Reset the second step" in page.content.decode()
    address = url(hilda.user, "reset_second_factor")
    as_iris.get(address)
    assert factors_of(hilda.user).exists()
    assert "all sessions of this user have ended" in said(as_iris.post(address, follow=True))
    assert not factors_of(hilda.user).exists()


def test_nobody_resets_the_second_step_of_those_above(as_iris, sofia, sara, client):
    for user in (sofia, sara.user):
        assert as_iris.post(url(user, "reset_second_factor")).status_code == 403
        assert not lacks_second_factor(user)
    client.force_login(sofia)
    assert client.post(url(sara.user, "reset_second_factor")).status_code == 302
    assert lacks_second_factor(sara.user)
