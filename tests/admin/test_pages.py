"""Every table of the administration: who opens it, what it costs, and that nobody changes it by hand."""

import re
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.access.history import History
from casework.access.models import ApiClient, Membership, Organisation, User
from casework.base.admin import FastPaginator
from casework.followups.models import Rule
from casework.journey.actions import register
from casework.journey.models import Case, Expiry, Import, ImportRow, Note, Pathway, PathwayStage
from casework.people.models import (
    ConsentText,
    DisclosureQuestion,
    DuplicateSearch,
    Likeness,
    MergeStep,
    Person,
    ProtectionNote,
    SpecificNeed,
)
from tests.cast import letters, with_second_step
from tests.journey.imports.sheets import previewed
from tests.journey.standing import everything, stored
from tests.people.test_scope import OF_IMPORTS
from tests.roles import a_connection_of_the_owner

ROOMS = ("places", "access", "people", "journey", "programmes", "followups")
TABLES = list(site._registry)
FILLED_IN = {Organisation, User, Membership, Pathway, ConsentText, Rule}
PROTECTED = [model for model in TABLES if model not in FILLED_IN]
# An administrator reads nothing of the protection compartment.
OPEN_TO_HER = [model for model in TABLES if model not in (SpecificNeed, ProtectionNote)]
MOST_QUERIES = 15
FOR_THE_LOG = 2


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def label(model):
    return model._meta.label


def test_every_table_of_the_rooms_is_there_and_no_other():
    ours = {model for room in ROOMS for model in apps.get_app_config(room).get_models()}
    ours = {model for model in ours if not issubclass(model, History) and not model._meta.proxy}
    # Likenesses and expiries are kept to look things up by: they say nothing that the person's own page does not.
    # Nor is a step of a merge for anybody's eyes; how far the search for duplicates has come, its command tells; what
    # was asked about people out of sight is kept by fingerprint, and proved by a command, too.
    assert set(TABLES) == ours - {PathwayStage, Expiry, Likeness, MergeStep, DuplicateSearch, DisclosureQuestion}
    inline = site.get_model_admin(Pathway).inlines[0]
    assert inline.model is PathwayStage


@pytest.mark.parametrize("page", ["index", "login", "password_change", "search", "people_person_changelist"])
def test_a_visitor_is_sent_to_sign_in(client, db, page):
    answer = client.get(reverse(f"admin:{page}"), follow=True)
    assert answer.redirect_chain
    assert unquote(answer.redirect_chain[-1][0]).startswith(reverse("account_login") + "?next=/admin/")


@pytest.mark.parametrize("who", ["ana", "ivan", "carmen"])
def test_who_is_not_staff_is_refused(client, request, who, case):
    client.force_login(request.getfixturevalue(who).user)
    for page in (reverse("admin:index"), url(Person, "changelist"), url(Person, "change", case.person.pk)):
        assert client.get(page, follow=True).status_code == 403


def test_a_stranger_with_a_password_gets_no_form_of_djangos_own(client, ana):
    answer = client.post(reverse("admin:login"), {"username": ana.user.email, "password": "x"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_every_table_opens_at_the_same_cost_however_many_rows(as_irma, full_case, ana, hilda, django_client):
    def costs():
        return {model: cost_of(as_irma, url(model, "changelist") + "?q=gonz%C3%A1lez") for model in TABLES}

    as_irma.get(url(Person, "changelist"))  # what is cached for a process is cached
    before = costs()
    for number in range(3):
        again = register(by=ana, given_names=f"Rosa {letters(number)}", family_names="González")
        everything(again, ana, hilda, fingerprint=f"f{number}")
    after = costs()
    assert after == before
    assert max(after.values()) <= MOST_QUERIES


def test_every_row_opens(as_irma, full_case, django_client):
    costs = {
        model: cost_of(as_irma, url(model, "change", model._base_manager.order_by("pk").first().pk))
        for model in TABLES
        if model not in OF_IMPORTS
    }
    assert max(costs.values()) <= MOST_QUERIES + FOR_THE_LOG, costs


def test_imports_are_those_of_ones_own_organisation(as_iris, iris, full_case):
    theirs, own = Import.objects.get(), previewed("Nombre\nAna Soto\n", iris)
    found = as_iris.get(url(Import, "changelist")).context["cl"].result_list
    assert [sheet.pk for sheet in found] == [own.pk]
    assert cost_of(as_iris, url(Import, "change", own.pk)) <= MOST_QUERIES
    assert cost_of(as_iris, url(ImportRow, "change", own.rows.get().pk)) <= MOST_QUERIES
    assert as_iris.get(url(Import, "change", theirs.pk)).status_code == 302


def cost_of(client, page):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
    assert answer.status_code == 200, page
    return len(queries)


@pytest.fixture
def django_client(hias):
    """A partner system, so that its table has a row."""
    user = User.objects.create_user("api@service.invalid", "Tablet", is_service=True)
    return ApiClient.objects.create(
        name="González Tablet", user=user, client_type="confidential", authorization_grant_type="client-credentials"
    )


@pytest.mark.parametrize("who", ["iris", "sofia"])
def test_nothing_is_changed_by_hand(who, client, request, full_case, django_client):
    user = request.getfixturevalue(who)
    client.force_login(getattr(user, "user", user))
    before = stored()
    for model in PROTECTED:
        row = model._base_manager.order_by("pk").first()
        for page in ("add", "delete", "change"):
            answer = client.post(url(model, page, *([] if page == "add" else [row.pk])), {"post": "yes"})
            assert answer.status_code == 403, (model, page)
        deletion = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        client.post(url(model, "changelist"), deletion)
        assert model._base_manager.filter(pk=row.pk).exists()
    assert stored() == before


@pytest.mark.parametrize("model", sorted(FILLED_IN, key=label), ids=label)
def test_reference_tables_are_never_deleted_from(model, as_sofia, case):
    row = model.objects.first()
    assert as_sofia.get(url(model, "change", row.pk)).status_code == 200
    assert as_sofia.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_people_are_found_as_everywhere_else(as_iris, full_case):
    for typed in ("gonzalez yulimar", "p1", "0987 654 321"):
        assert as_iris.get(url(Person, "changelist"), {"q": typed}).context["cl"].result_count == 1
    for model in (Note, Case):
        found = as_iris.get(url(model, "changelist"), {"q": full_case.code.replace("-", " ")})
        assert found.context["cl"].result_count == 1
        assert as_iris.get(url(model, "changelist"), {"q": "nobody"}).context["cl"].result_count == 0


def test_a_household_is_found_once_by_its_people(as_iris, full_case, ana):
    household = apps.get_model("people", "Household").objects.get()
    Person.objects.create(
        given_names="Luis", family_names="González", name_key="luis gonzalez", household=household, relationship="child"
    )
    found = as_iris.get(url(type(household), "changelist"), {"q": "gonzalez"})
    assert found.context["cl"].result_count == 1


@pytest.mark.parametrize("typed", ["%", "'", "\x00", "☃", "-" * 500])
def test_anything_may_be_searched_for(as_iris, full_case, typed):
    for model in (Person, Note, User):
        assert as_iris.get(url(model, "changelist"), {"q": typed}).status_code in (200, 302)


def test_names_are_text_and_not_markup(as_iris, ana):
    case = register(by=ana, given_names="Ana")
    everything(case, ana, ana.__class__(user=ana.user, organisation=ana.organisation, role="manager"))
    # As they may stand there from before names were checked.
    Person.objects.update(given_names="<script>alert(1)</script>", family_names='"><img src=x>')
    for model in (Person, Case, Note, apps.get_model("people", "IdentityDocument")):
        row = model._base_manager.order_by("pk").first()
        for page in (url(model, "changelist"), url(model, "change", row.pk)):
            content = as_iris.get(page).content.decode()
            assert "<script>alert(1)" not in content, page
            assert '"><img src=x>' not in content, page
            assert "Llamó <b>hoy" not in content


def test_staff_of_a_partner_sees_only_its_own_people(client, sara, full_case, bruno, sofia):
    other = register(by=bruno, given_names="Luis")
    client.force_login(sara.user)
    assert client.get(url(Case, "changelist")).context["cl"].result_count == 1
    assert client.get(url(Case, "change", full_case.pk)).status_code == 200
    for page in ("change", "move", "close", "assign", "reopen", "history"):
        answer = client.get(url(Case, page, other.pk))
        assert answer.status_code == 302, page
        assert answer.url == reverse("admin:index"), page
    for model in (*FILLED_IN, ApiClient):
        assert client.get(url(model, "changelist")).status_code == 403
    client.force_login(sofia)
    assert client.get(url(Case, "changelist")).status_code == 403


def test_staff_without_a_membership_sees_nobody(client, iris, full_case):
    Membership.objects.filter(pk=iris.pk).update(since="2020-01-01", until="2020-01-02")
    client.force_login(iris.user)
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(url(Person, "changelist")).status_code == 403
    assert client.get(url(Person, "change", full_case.person.pk)).status_code in (302, 403)


def test_a_section_that_is_not_read_is_not_shown(client, iom, full_case):
    """An analyst of IOM reads no needs and no notes, wherever they would show."""
    analyst = Membership.objects.create(
        user=with_second_step(User.objects.create_user("al@example.org", "Al", is_staff=True, language="en")),
        organisation=iom,
        role="analyst",
    )
    client.force_login(analyst.user)
    need, note, event = (apps.get_model(name) for name in ("people.SpecificNeed", "journey.Note", "people.Event"))
    assert client.get(url(need, "changelist")).status_code == 403
    assert client.get(url(note, "changelist")).status_code == 403
    sections = {row.section for row in client.get(url(event, "changelist")).context["cl"].result_list}
    assert sections
    assert not sections & {"needs", "notes"}
    hidden = event.objects.filter(section="needs").first()
    assert client.get(url(event, "change", hidden.pk)).status_code == 302
    sidebar = client.get(reverse("admin:index")).content.decode()
    assert "/admin/people/person/" in sidebar
    assert "/admin/people/specificneed/" not in sidebar
    assert client.get(url(Organisation, "changelist")).status_code == 200
    assert client.get(url(Organisation, "add")).status_code == 403


def test_the_sidebar_has_the_rooms_in_the_order_of_their_floors(as_iris):
    content = as_iris.get(reverse("admin:index")).content.decode()
    found = re.findall(r"/admin/(\w+)/\w+/", content)
    assert list(dict.fromkeys(room for room in found if room in ROOMS)) == list(ROOMS)


def test_a_file_is_not_given_out_here(as_iris, full_case):
    attachment = apps.get_model("journey", "Attachment").objects.get()
    attachment.file = "aa/bb/secret"
    attachment.save()
    assert "aa/bb/secret" not in as_iris.get(url(type(attachment), "change", attachment.pk)).content.decode()


class TestCounting:
    def test_a_small_table_is_counted(self, db):
        division = apps.get_model("places", "Division")
        assert FastPaginator(division.objects.order_by("pk"), 50).count == 246

    def test_a_large_one_is_as_large_as_the_database_believes(self, db, monkeypatch):
        division = apps.get_model("places", "Division")
        monkeypatch.setattr(FastPaginator, "MOST_COUNTED", 100)
        with a_connection_of_the_owner() as owner:  # only whose table it is may have it counted
            owner.execute("ANALYZE places_division")
        with CaptureQueriesContext(connection) as queries:
            assert FastPaginator(division.objects.order_by("pk"), 50).count == 246
        assert "pg_class" in queries[0]["sql"]
        assert len(queries) == 1

    def test_a_part_of_it_is_counted_so_far_and_no_farther(self, db, monkeypatch):
        division = apps.get_model("places", "Division")
        monkeypatch.setattr(FastPaginator, "MOST_COUNTED", 100)
        assert FastPaginator(division.objects.filter(level=2).order_by("pk"), 50).count == 100
        assert FastPaginator(division.objects.filter(level=1).order_by("pk"), 50).count == 24

    def test_nobody_leafs_to_the_end_of_a_million_rows(self, db, monkeypatch):
        monkeypatch.setattr(FastPaginator, "count", 1_000_000)
        assert FastPaginator(Person.objects.order_by("pk"), 50).num_pages == 200


def test_a_text_that_people_agreed_to_is_never_changed_only_followed_by_another(as_iris, db):
    text = ConsentText.objects.get(purpose="keep")
    words = {"purpose": "keep", "since": "2026-12-01", "spanish": "Autorizo.", "english": "I agree."}
    assert as_iris.post(url(ConsentText, "change", text.pk), words | {"version": text.version}).status_code == 403
    assert as_iris.post(url(ConsentText, "add"), words | {"version": "2026-2"}).status_code == 302
    assert ConsentText.objects.get(purpose="keep", version="2026-2").english == "I agree."


def test_the_editor_of_a_rule_counts_its_sms_and_the_preview_says_how_many(as_iris):
    rule = Rule.objects.get(code="appointment")
    page = as_iris.get(reverse("admin:followups_rule_change", args=[rule.pk])).content.decode()
    assert "followups/sms.js" in page
    assert page.count("data-sms-gsm=") == 2
    shown = as_iris.get(reverse("admin:followups_rule_whom", args=[rule.pk])).content.decode()
    assert shown.count("1 SMS (GSM-7)") == 2
