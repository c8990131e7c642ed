"""The organisations of the domain page and the people who sign in to try Casework.

Left out: the Defensoría Pública. It gives legal aid and decides none of the four steps, so it is no ministry here.
"""

import time
from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from casework.access.models import Membership, Organisation, User
from casework.access.policy import NEEDS_SECOND_FACTOR, Duty, Kind, Right, Role, may
from casework.access.second_factor import factors_of

PASSWORD = "casework-demo-2026"  # noqa: S105  (meant to be known; see the command's refusal without DEBUG)
# Of the authenticator app of those whose role needs a second step; meant to be known as well, and only in debug mode.
TOTP_SECRET = "CASEWORKDEMOCASEWORKDEMOCASEWORK"  # noqa: S105  (meant to be known, too)

IOM = "OIM"
CASELOAD = 400
# Short name: (name, kind, duty, e-mail domain).
ORGANISATIONS = {
    IOM: ("Organización Internacional para las Migraciones", Kind.IOM, "", "oim.example"),
    "HIAS": ("HIAS Ecuador", Kind.PARTNER, "", "hias.example"),
    "FUDELA": ("Fundación de las Américas para el Desarrollo", Kind.PARTNER, "", "fudela.example"),
    "NRC": ("Consejo Noruego para Refugiados", Kind.PARTNER, "", "nrc.example"),
    "Universidad del Azuay": ("Universidad del Azuay", Kind.PARTNER, "", "uda.example"),
    "Fundación Acción Solidaria": ("Fundación Acción Solidaria", Kind.PARTNER, "", "fas.example"),
    "JRS": ("Servicio Jesuita a Refugiados", Kind.PARTNER, "", "jrs.example"),
    "Diálogo Diverso": ("Diálogo Diverso", Kind.PARTNER, "", "dialogodiverso.example"),
    "Ministerio del Interior": ("Ministerio del Interior", Kind.MINISTRY, Duty.CPM, "interior.example"),
    "MREMH": ("Ministerio de Relaciones Exteriores y Movilidad Humana", Kind.MINISTRY, Duty.VISA, "mremh.example"),
    "Registro Civil": ("Registro Civil", Kind.MINISTRY, Duty.CEDULA, "registrocivil.example"),
    "MIES": ("Ministerio de Inclusión Económica y Social", Kind.MINISTRY, Duty.INCLUSION, "mies.example"),
}

# Who signs in: full name, e-mail (its domain says the first organisation), role, further (organisation, role).
# `--logins` shows these; COLLEAGUES are there so that cases are spread over several people.
LOGINS = (
    ("Ana Cevallos", "ana@hias.example", Role.CASEWORKER, ()),
    ("Hilda Proaño", "hilda@hias.example", Role.MANAGER, ()),
    ("Vera Carrión", "vera@hias.example", Role.VIEWER, ()),
    ("Bruno Andrade", "bruno@nrc.example", Role.CASEWORKER, ()),
    ("Fabiola Merchán", "fabiola@fudela.example", Role.TRAINER, (("HIAS", Role.CASEWORKER),)),
    ("Lucas Ordóñez", "lucas@uda.example", Role.CASEWORKER, ()),
    ("Carmen Burbano", "carmen@interior.example", Role.OFFICER, ()),
    ("Marta Egas", "marta@mremh.example", Role.OFFICER, ()),
    ("Rocío Naranjo", "rocio@registrocivil.example", Role.OFFICER, ()),
    ("Mateo Jácome", "mateo@mies.example", Role.OFFICER, ()),
    ("Iván Terán", "ivan@oim.example", Role.IOM_CASEWORKER, ()),
    ("Pilar Ochoa", "pilar@oim.example", Role.IOM_CASEWORKER, ()),
    ("Cecilia Vaca", "cecilia@oim.example", Role.COORDINATOR, ()),
    ("Inés Bermeo", "ines@oim.example", Role.PROTECTION_OFFICER, ()),
    ("Nicolás Erazo", "nicolas@oim.example", Role.ANALYST, ()),
    ("Administradora", "admin@oim.example", Role.ADMINISTRATOR, ()),
    # powers are given by two
    ("Segunda administradora", "admin2@oim.example", Role.ADMINISTRATOR, ()),
)
# IOM's office in Cuenca sees Azuay alone (safeguards.py), so it is given no cases at random.
OF_A_SUB_OFFICE = frozenset({"pilar@oim.example"})
COLLEAGUES = (
    ("Belén Tapia", "belen@hias.example", Role.CASEWORKER),
    ("Darío Luzuriaga", "dario@hias.example", Role.CASEWORKER),
    ("Estela Quishpe", "estela@hias.example", Role.CASEWORKER),
    ("Fausto Almeida", "fausto@hias.example", Role.CASEWORKER),
    ("Noemí Vallejo", "noemi@nrc.example", Role.CASEWORKER),
    ("Renato Cueva", "renato@nrc.example", Role.CASEWORKER),
    ("Silvia Paucar", "silvia@nrc.example", Role.MANAGER),
    ("Gina Toapanta", "gina@fudela.example", Role.CASEWORKER),
    ("Hugo Benalcázar", "hugo@fudela.example", Role.CASEWORKER),
    ("Julia Montesdeoca", "julia@fudela.example", Role.MANAGER),
    ("Karen Pesántez", "karen@uda.example", Role.CASEWORKER),
    ("Leonor Vintimilla", "leonor@uda.example", Role.MANAGER),
    ("Mauro Chuquín", "mauro@fas.example", Role.CASEWORKER),
    ("Nadia Sarango", "nadia@fas.example", Role.CASEWORKER),
    ("Octavio Rea", "octavio@fas.example", Role.MANAGER),
    ("Paúl Guamán", "paul@jrs.example", Role.CASEWORKER),
    ("Rebeca Lema", "rebeca@jrs.example", Role.CASEWORKER),
    ("Sonia Freire", "sonia@jrs.example", Role.MANAGER),
    ("Tamara Aguirre", "tamara@dialogodiverso.example", Role.CASEWORKER),
    ("Ulises Moncayo", "ulises@dialogodiverso.example", Role.CASEWORKER),
    ("Viviana Rosero", "viviana@dialogodiverso.example", Role.MANAGER),
    ("Wendy Zurita", "wendy@oim.example", Role.IOM_CASEWORKER),
    ("Xavier Lasso", "xavier@oim.example", Role.IOM_CASEWORKER),
    ("César Yandún", "cesar@interior.example", Role.OFFICER),
    ("Mónica Játiva", "monica@mremh.example", Role.OFFICER),
    ("Raúl Salgado", "raul@registrocivil.example", Role.OFFICER),
)


@dataclass(frozen=True)
class Actor:
    """Who did something: the ids that rows keep."""

    user_id: str
    organisation_id: str
    is_ministry: bool = False


@dataclass
class Staff:
    """Who works in one organisation, as far as they may act on cases."""

    organisation_id: str
    kind: str
    caseworkers: list[Actor] = field(default_factory=list)
    awarders: list[Actor] = field(default_factory=list)
    officers: list[Actor] = field(default_factory=list)


def _domain(email: str) -> str:
    return email.partition("@")[2]


def invented_colleagues(people: int) -> list[tuple[str, str, Role]]:
    """So many more caseworkers that none keeps more than about CASELOAD cases, however many people there are."""
    keepers = {name: domain for name, (_, kind, _, domain) in ORGANISATIONS.items() if kind != Kind.MINISTRY}
    each = people // CASELOAD // len(keepers)
    return [
        (f"Colega {number:03}", f"colega{number:03}@{domain}", Role.IOM_CASEWORKER if name == IOM else Role.CASEWORKER)
        for name, domain in keepers.items()
        for number in range(1, each + 1)
    ]


@transaction.atomic
def make_organisations(rng: Random, since: date, people: int = 0) -> dict[str, Staff]:
    """Organisations, users and memberships (since then) that are not there yet; returns who works where, by name.

    The staff is large enough for so many `people` to be served.
    """
    for short_name, (name, kind, duty, _) in ORGANISATIONS.items():
        Organisation.objects.get_or_create(
            short_name=short_name, defaults={"id": _uuid(rng), "name": name, "kind": kind, "duty": duty}
        )
    organisations = Organisation.objects.in_bulk(list(ORGANISATIONS), field_name="short_name")
    by_domain = {domain: organisations[name] for name, (*_, domain) in ORGANISATIONS.items()}
    staff = [*LOGINS, *((*colleague, ()) for colleague in (*COLLEAGUES, *invented_colleagues(people)))]
    # One hash for all: to reckon it is slow on purpose, and everybody knows this password.
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        [
            User(
                id=_uuid(rng),
                email=email,
                full_name=full_name,
                password=password,
                is_staff=role == Role.ADMINISTRATOR,
                is_superuser=role == Role.ADMINISTRATOR,
            )
            for full_name, email, role, _ in staff
        ],
        ignore_conflicts=True,
    )
    users = User.objects.in_bulk([email for _, email, *_ in staff], field_name="email")
    for _, email, role, more in staff:
        for organisation, role_there in ((by_domain[_domain(email)], role), *((organisations[n], r) for n, r in more)):
            post = {"user": users[email], "organisation": organisation, "role": role_there}
            id_, is_new = _uuid(rng), not Membership.objects.filter(**post).exists()
            if is_new:  # also when one of the kind has ended
                Membership.objects.create(id=id_, since=since, **post)
    if settings.DEBUG:
        _give_second_steps([users[email] for _, email, role, _ in staff if role in NEEDS_SECOND_FACTOR])
    return {name: _staff(organisation, staff, users) for name, organisation in organisations.items()}


def _give_second_steps(users: list[User]) -> None:
    for user in users:
        if not factors_of(user).exists():
            TOTP.activate(user, TOTP_SECRET)


def code_of_now() -> str:
    """What an authenticator app with the demo's secret shows now."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // mfa.TOTP_PERIOD))


def _staff(organisation: Organisation, people: list, users: dict[str, User]) -> Staff:
    staff = Staff(str(organisation.id), organisation.kind)
    domain = ORGANISATIONS[organisation.short_name][3]
    for _, email, role, more in people:
        roles = [role] if _domain(email) == domain else [r for name, r in more if name == organisation.short_name]
        for role_here in roles:
            actor = Actor(str(users[email].id), staff.organisation_id, organisation.kind == Kind.MINISTRY)
            membership = Membership(role=role_here)
            if role_here in (Role.CASEWORKER, Role.IOM_CASEWORKER) and email not in OF_A_SUB_OFFICE:
                staff.caseworkers.append(actor)
            if may(membership, Right.AWARD_SEED_CAPITAL):
                staff.awarders.append(actor)
            if may(membership, Right.DECIDE_OWN_STEP):
                staff.officers.append(actor)
    return staff


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def logins() -> list[tuple[str, str]]:
    """The e-mail of each login that is there with the demo's password, and who it is."""
    shown = [email for _, email, *_ in LOGINS]
    users = User.objects.prefetch_related("memberships__organisation").in_bulk(shown, field_name="email")
    # Those that the demo made have one hash in common, so that one slow check is enough.
    known = {encoded for encoded in {user.password for user in users.values()} if check_password(PASSWORD, encoded)}
    return [(email, _who(users[email])) for email in shown if email in users and users[email].password in known]


def _who(user: User) -> str:
    posts = (f"{m.get_role_display()} ({m.organisation})" for m in user.memberships.all())
    return f"{user.full_name}, {'; '.join(posts)}"
