"""The cast of the tests: who works where, and people in the journey. Each fixture makes only what it names.

Ana is a caseworker of HIAS, Bruno a caseworker of NRC (the outsider: he never sees HIAS's people), Fabiola a trainer of
FUDELA, Hilda manages HIAS, Ivan is a caseworker and Ines a protection officer of IOM; Carmen decides CPMs at the
Ministerio del Interior, Marta visas at the MREMH, Rocio cédulas at the Registro Civil.
"""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from casework.access.models import Membership, Organisation, User
from casework.access.policy import EMERGENCY_HOURS, OPENED_IN_EMERGENCY, Duty, Kind, Role
from casework.access.second_factor import needs_second_factor
from casework.journey.actions import register
from casework.journey.models import Case
from casework.people.accesses import open_access
from casework.people.models import PersonAccess

PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def organisation(short_name, kind, duty=""):
    return Organisation.objects.get_or_create(short_name=short_name, name=short_name, kind=kind, duty=duty)[0]


def member(name, of, role, **extra):
    """An active membership of a user who signs in as name@….example with PASSWORD and reads English.

    One whose role needs a second step has an authenticator app with TOTP_SECRET.
    """
    email = f"{name.lower()}@{of.short_name.lower().replace(' ', '-')}.example"
    user = User.objects.create_user(email, name, PASSWORD, language="en", **extra)
    membership = Membership.objects.create(user=user, organisation=of, role=role)
    if needs_second_factor(user):
        with_second_step(user)
    return membership


def with_second_step(user):
    """The user, who has an authenticator app with TOTP_SECRET."""
    TOTP.activate(user, TOTP_SECRET)
    return user


def refer(person, of, sections=None):
    """This organisation sees the person from now, as if her case had been shared with it to protect her life."""
    ground = {"legal_reason": "vital", "explanation": "Her life was in danger."}
    return open_access(person=person, organisation=of, reason="referral", sections=sections, **ground)


def read_in_emergency_by(membership, person, hours_ago=4):
    """An emergency read of the person by this member, which began so many hours ago."""
    since = timezone.now() - timedelta(hours=hours_ago)
    return PersonAccess.objects.create(
        person=person,
        organisation=membership.organisation,
        organisation_kind=membership.organisation.kind,
        membership=membership,
        reason="emergency",
        sections=sorted(OPENED_IN_EMERGENCY),
        explanation="In hospital that night, unconscious.",
        opened_by=membership.user,
        since=since,
        until=since + timedelta(hours=EMERGENCY_HOURS),
    )


@pytest.fixture
def hias(db):
    return organisation("HIAS", Kind.PARTNER)


@pytest.fixture
def nrc(db):
    return organisation("NRC", Kind.PARTNER)


@pytest.fixture
def fudela(db):
    return organisation("FUDELA", Kind.PARTNER)


@pytest.fixture
def iom(db):
    return organisation("OIM", Kind.IOM)


@pytest.fixture
def interior(db):
    return organisation("Ministerio del Interior", Kind.MINISTRY, Duty.CPM)


@pytest.fixture
def mremh(db):
    return organisation("MREMH", Kind.MINISTRY, Duty.VISA)


@pytest.fixture
def registro_civil(db):
    return organisation("Registro Civil", Kind.MINISTRY, Duty.CEDULA)


@pytest.fixture
def ana(hias):
    return member("Ana", hias, Role.CASEWORKER)


@pytest.fixture
def hilda(hias):
    return member("Hilda", hias, Role.MANAGER)


@pytest.fixture
def vera(hias):
    return member("Vera", hias, Role.VIEWER)


@pytest.fixture
def bruno(nrc):
    return member("Bruno", nrc, Role.CASEWORKER)


@pytest.fixture
def fabiola(fudela):
    return member("Fabiola", fudela, Role.TRAINER)


@pytest.fixture
def ivan(iom):
    return member("Ivan", iom, Role.IOM_CASEWORKER)


@pytest.fixture
def ines(iom):
    return member("Ines", iom, Role.PROTECTION_OFFICER)


@pytest.fixture
def carmen(interior):
    return member("Carmen", interior, Role.OFFICER)


@pytest.fixture
def marta(mremh):
    return member("Marta", mremh, Role.OFFICER)


@pytest.fixture
def rocio(registro_civil):
    return member("Rocio", registro_civil, Role.OFFICER)


@pytest.fixture
def case(ana) -> Case:
    """Yulimar González, whom Ana has just registered at HIAS."""
    return register(
        by=ana,
        given_names="Yulimar del Valle",
        family_names="González Rondón",
        sex="female",
        nationality="VE",
        caseworker=ana.user,
    )


def letters(number: int) -> str:
    """A name's ending that tells people apart, since names have no digits: 0 is A, 25 is Z, 26 is AA."""
    text = ""
    while number >= 0:
        number, letter = divmod(number, 26)
        text, number = chr(ord("A") + letter) + text, number - 1
    return text
