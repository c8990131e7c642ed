"""What the demo shows of protection, territory and emergencies."""

import pytest

from casework.access.models import Membership
from casework.demo.safeguards import EMERGENCIES, NOTES
from casework.journey.models import Case
from casework.people.models import AccessRequest, PersonAccess, ProtectionNote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_there_is_something_of_each():
    assert ProtectionNote.objects.count() == len(NOTES)
    emergencies = PersonAccess.objects.filter(reason="emergency")
    assert emergencies.count() == len(EMERGENCIES)
    assert emergencies.exclude(acknowledged_at=None).count() == 1
    assert set(AccessRequest.objects.values_list("state", "organisation__short_name")) == {
        ("open", "NRC"),
        ("refused", "HIAS"),
    }
    assert Case.objects.open().left_behind().exists()
    assert list(Membership.objects.exclude(territory=None).values_list("user__email", flat=True)) == [
        "pilar@oim.example"
    ]


def test_who_works_for_one_province_keeps_no_case_elsewhere():
    assert not Case.objects.filter(caseworker__email="pilar@oim.example").exists()
