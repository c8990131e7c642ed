"""A case is loaded by SQL that is put together once as it is by its querysets, for whoever asks."""

import pytest
from django.utils import timezone

from casework.access.models import Door, Membership
from casework.access.queries import active_memberships
from casework.access.scope import acting_as
from casework.journey.actions import open_blocker
from casework.journey.lines import line_of
from casework.journey.loading import case_with_line
from casework.journey.models import Case
from casework.people.accesses import open_access
from casework.places.models import Division
from tests.cast import read_in_emergency_by, refer


@pytest.fixture
def readers(case, ana, hilda, vera, bruno, fabiola, ivan, ines, marta):
    """Many kinds of readers, most of whom see the case and its blocker, some a part, some nothing."""
    open_blocker(case=case, by=ana, stage="cpm", cause="fee")
    refer(case.person, fabiola.organisation, sections=["identity", "contact", "journey"])
    open_access(person=case.person, organisation=marta.organisation, reason="step")
    read_in_emergency_by(bruno, case.person, hours_ago=1)
    ines.territory.add(Division.objects.get(pk="09"))
    case.person.canton_id = "1701"
    case.person.save()
    members = [ana, hilda, vera, bruno, fabiola, ivan, ines, marta]
    return [Membership.objects.select_related("user", "organisation").get(pk=member.pk) for member in members]


def loaded(find, by):
    with acting_as(by, Door.WEB):
        try:
            case = find()
        except Case.DoesNotExist:
            return None
        line = [(stop.code, stop.status, stop.shown) for stop in line_of(case, by).stops]
        return (
            case,
            case.person.canton,
            [access.pk for access in case.person.open_accesses],
            [record.pk for record in case.records.all()],
            [blocker.pk for blocker in case.open_blockers],
            [stage.pk for stage in case.pathway.stages.all()],
            line,
        )


def test_it_is_what_the_querysets_load(case, readers):
    answers = []
    for by in readers:
        cases = Case.objects.visible_to(by).with_line(by).select_related("person__canton__parent")
        by_querysets = loaded(lambda cases=cases: cases.get(pk=case.pk), by)
        assert loaded(lambda by=by: case_with_line(case.pk, by), by) == by_querysets
        answers.append(by_querysets is not None and len(by_querysets[4]))
    assert answers == [1, 1, 1, 0, 0, 1, False, 0]


def test_an_access_that_ended_opens_nothing(case, bruno):
    access = read_in_emergency_by(bruno, case.person, hours_ago=1)
    assert loaded(lambda: case_with_line(case.pk, bruno), bruno) is not None
    access.until = timezone.now()
    access.save()
    assert loaded(lambda: case_with_line(case.pk, bruno), bruno) is None


def test_it_is_loaded_in_five_statements_without_reading_more_for_the_line(case, ana, django_assert_num_queries):
    (ana,) = active_memberships(ana.user)
    with acting_as(ana, Door.WEB), django_assert_num_queries(5):
        found = case_with_line(case.pk, ana)
        line_of(found, ana)
        assert found.records.all()[0].case is found
