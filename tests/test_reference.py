"""What a test with transactions of its own leaves behind: nothing."""

import pytest
from django.conf import settings

from casework.access.models import Organisation
from casework.followups.models import Rule
from tests import reference
from tests.roles import connected_as


@pytest.mark.django_db(transaction=True)
def test_all_is_put_back_without_history_and_history_goes_on(ana):
    with connected_as(settings.OWNER):
        kept = reference.keep()
    assert {"followups_rule", "places_division", "access_user"} <= set(kept)
    history = Rule._meta.get_field("history").related_model.objects
    before = history.count()
    Rule.objects.update(task_days=9)
    assert history.count() > before
    Organisation.objects.create(short_name="NRC", name="NRC", kind="partner")
    with connected_as(settings.OWNER):
        reference.put_back(kept)
        assert reference.keep() == kept
    assert (history.count(), Organisation.objects.count()) == (before, 1)
    Rule.objects.update(task_days=9)
    assert history.count() > before
