"""Who opens the administration: Iris administers for IOM, Sara for HIAS, Sofia is superuser and works nowhere."""

from uuid import UUID

import pytest
from django.template import engines

from casework.access import log
from casework.access.models import LogEntry, PowerProposal, User
from casework.access.policy import Role
from casework.people.actions import register_person
from casework.people.matching import default_model
from casework.people.models import MatchModel, Merge, Person
from tests.cast import PASSWORD, member, with_second_step
from tests.journey.standing import everything, paired


@pytest.fixture(autouse=True)
def _lenient_templates(monkeypatch):
    """Those of Unfold and of Django's administration leave names undefined, and count on it."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def iris(iom):
    return member("Iris", iom, Role.ADMINISTRATOR, is_staff=True)


@pytest.fixture
def as_irma(client, iom):
    """A protection officer of IOM, who reads every section."""
    client.force_login(member("Irma", iom, Role.PROTECTION_OFFICER, is_staff=True).user)
    return client


@pytest.fixture
def sara(hias):
    return member("Sara", hias, Role.MANAGER, is_staff=True)


@pytest.fixture
def sofia(db):
    return with_second_step(User.objects.create_superuser("sofia@example.org", "Sofia", PASSWORD, language="en"))


@pytest.fixture
def full_case(case, ana, hilda):
    everything(case, ana, hilda)
    paired(case.person, register_person(by=ana, given_names="Yulimar"))
    MatchModel.objects.create(number=1, data=default_model().as_data(), people=1, sample=1)
    # Whom nobody opens, so that it is not the first row of her table.
    gone = Person.objects.create(id=UUID(int=2**128 - 1), given_names="Yuli", merged_into=case.person)
    by = {"by_user": ana.user, "organisation": ana.organisation}
    Merge.objects.create(kept=case.person, gone=gone, reason="The same passport", **by)
    PowerProposal.objects.create(act="password", user=hilda.user, proposed_by=hilda.user, why="x")
    log.record(LogEntry.Kind.EXPORT, place="export", persons=[case.person_id])
    return case


@pytest.fixture
def as_iris(client, iris):
    client.force_login(iris.user)
    return client


@pytest.fixture
def as_sofia(client, sofia):
    client.force_login(sofia)
    return client
