"""Questions that are put together once: the same rows as the queryset, of each time's own values and scope."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.access.models import Door, Membership
from casework.access.scope import acting_as
from casework.base.standing import Standing, rows_of_few
from casework.journey.models import Case
from casework.people.models import Person, PersonAccess


def put_together():
    """A question about cases, and how often it was put together."""
    asked = []

    def build(state, person):
        asked.append(state)
        return Case.objects.filter(state=state, person=person).select_related("person", "organisation")

    return Standing(build), asked


def test_the_rows_are_those_of_the_queryset(case):
    question, asked = put_together()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        (found,) = question.rows("open", person=case.person_id)
        assert (found, found.person, found.organisation) == (case, case.person, case.organisation)
    assert len(queries) == 1
    assert question.rows("closed", person=case.person_id) == []
    assert asked == ["open", "closed"]


def test_values_are_of_each_time_and_rows_are_not_kept(case):
    question, asked = put_together()
    assert question.rows("open", person=uuid4()) == []
    (found,) = question.rows("open", person=case.person_id)
    Person.objects.filter(pk=case.person_id).update(address="Calle 1")
    (again,) = question.rows("open", person=case.person_id)
    assert (found.person.address, again.person.address) == ("", "Calle 1")
    assert asked == ["open"]


def test_the_lock_holds_for_each_who_asks(case, ana, bruno):
    question, asked = put_together()
    with acting_as(ana, Door.WEB):
        assert question.rows("open", person=case.person_id) == [case]
    with acting_as(bruno, Door.WEB):
        assert question.rows("open", person=case.person_id) == []
    with acting_as(None, Door.WEB):
        assert question.rows("open", person=case.person_id) == []
    assert asked == ["open"]


def test_days_and_instants_are_values(ana):
    begun = Standing(lambda today, person: Membership.objects.filter(since__lte=today, user=person))
    assert begun.rows(today=timezone.localdate(), person=ana.user_id) == [ana]
    assert begun.rows(today=date(2000, 1, 1), person=ana.user_id) == []


def test_ids_within_a_list_are_values(case):
    of_any = Standing(lambda one, other: Case.objects.extra(where=["id = ANY(%s)"], params=[[one, other]]))
    assert of_any.rows(one=case.pk, other=uuid4()) == [case]
    assert of_any.rows(one=uuid4(), other=uuid4()) == []


def test_where_nobody_can_be_found_nothing_is_asked(case, django_assert_num_queries):
    nobody = Standing(lambda person: Case.objects.filter(person=person).none())
    with django_assert_num_queries(0):
        assert nobody.rows(person=case.person_id) == []
        assert nobody.rows(person=case.person_id) == []


def test_of_what_few_have_only_that_is_asked_which_is_there(case, ana, bruno, django_assert_num_queries):
    cases = Standing(lambda person: Case.objects.filter(person=person).order_by("code"))
    one, nobody = uuid4(), Standing(lambda person: Case.objects.filter(person=person).none())
    questions = {
        "hers": cases.about(person=case.person_id),
        "others": cases.about(person=one),
        "nobodys": nobody.about(person=one),
    }
    with acting_as(ana, Door.WEB), django_assert_num_queries(2):
        assert rows_of_few(questions) == {"hers": [case], "others": [], "nobodys": []}
    with acting_as(bruno, Door.WEB), django_assert_num_queries(1):
        assert rows_of_few(questions) == {"hers": [], "others": [], "nobodys": []}
    with django_assert_num_queries(0):
        assert rows_of_few({"nobodys": nobody.about(person=one)}) == {"nobodys": []}


def test_a_question_that_looks_at_the_clock_is_refused(db):
    open_now = Standing(lambda person: PersonAccess.objects.filter(person=person).open())
    with pytest.raises(ValueError, match="looked at the clock"):
        open_now.rows(person=uuid4())
    open_then = Standing(lambda person, moment: PersonAccess.objects.filter(person=person).open(moment))
    assert open_then.rows(person=uuid4(), moment=datetime(2026, 1, 1, tzinfo=UTC)) == []


def test_a_question_that_makes_something_else_of_a_value_is_refused(db):
    with pytest.raises(ValueError, match="something else"):
        Standing(lambda person: Case.objects.filter(code=str(person))).rows(person=uuid4())


def test_only_ids_instants_and_days_are_values(db):
    question, _asked = put_together()
    for value in (None, "open", 1):
        with pytest.raises(TypeError, match="person is no id"):
            question.rows("open", person=value)
