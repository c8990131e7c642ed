"""Who may see and do what: the one policy, as tables. The page "Who can see what" prints them.

ROW_SCOPE says which people each kind of organisation sees, SECTIONS which parts of their files each role reads (R) and
writes (W), RIGHTS which further acts it may do. An access that was given for a step or a referral narrows the sections
once more (`people.PersonAccess.sections`).
"""

from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    IOM = "iom", _("IOM")
    PARTNER = "partner", _("implementing partner")
    MINISTRY = "ministry", _("ministry")


class Duty(models.TextChoices):
    """The step a ministry decides (domain: section 2)."""

    CPM = "cpm", _("migratory permanence certificate (CPM)")
    VISA = "visa", _("visa")
    CEDULA = "cedula", _("identity card (cédula)")
    INCLUSION = "inclusion", _("economic inclusion")


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    COORDINATOR = "coordinator", _("coordinator")
    IOM_CASEWORKER = "iom_caseworker", _("IOM caseworker")
    ANALYST = "analyst", _("analyst")
    PROTECTION_OFFICER = "protection", _("protection officer")
    MANAGER = "manager", _("manager")
    CASEWORKER = "caseworker", _("caseworker")
    TRAINER = "trainer", _("trainer")
    VIEWER = "viewer", _("viewer")
    OFFICER = "officer", _("officer of the ministry")
    MINISTRY_VIEWER = "ministry_viewer", _("viewer of the ministry")


class Right(models.TextChoices):
    """An act beyond reading and writing a section. Pages and endpoints name the one they need."""

    READ = "read", _("read")
    REGISTER = "register", _("register people")
    IMPORT = "import", _("import sheets")
    KEEP_CASES = "keep_cases", _("take, close and reopen cases")
    ASSIGN = "assign", _("assign cases")
    HAND_OVER = "hand_over", _("hand over caseloads")
    MOVE_REGULARISATION = "move_regularisation", _("take a case through regularisation")
    MOVE_TRAINING = "move_training", _("record training")
    PREPARE_SEED_CAPITAL = "prepare_seed_capital", _("apply for seed capital")
    AWARD_SEED_CAPITAL = "award_seed_capital", _("award and pay seed capital")
    DECIDE_OWN_STEP = "decide_own_step", _("decide the ministry's own step")
    SHARE = "share", _("share cases with other organisations")
    REPORT_PROTECTION = "report_protection", _("report to protection, without reading there")
    EMERGENCY_READ = "emergency_read", _("read outside one's scope in an emergency")
    READ_LOG = "read_log", _("read who looked and who changed")
    SERVE_RIGHTS = "serve_rights", _("serve a person's data rights")
    DECIDE_RIGHTS = "decide_rights", _("confirm erasure and restriction")
    EDIT_RULES = "edit_rules", _("edit the rules of follow-up")
    SEND_CAMPAIGNS = "send_campaigns", _("send campaigns")
    MERGE_PEOPLE = "merge_people", _("review duplicates and merge them")
    EXPORT_LISTS = "export_lists", _("take lists out as files")


class Section(models.TextChoices):
    """A part of a person's file that is shown or withheld as a whole."""

    IDENTITY = "identity", _("identity")
    CONTACT = "contact", _("contact")
    HOUSEHOLD = "household", _("household")
    JOURNEY = "journey", _("journey")
    DOCUMENTS = "documents", _("documents")
    BLOCKERS = "blockers", _("blockers")
    NOTES = "notes", _("notes")
    ATTACHMENTS = "attachments", _("attachments")
    PROGRAMMES = "programmes", _("training and seed capital")
    CONSENTS = "consents", _("consents")
    NEEDS = "needs", _("specific needs")
    ASYLUM = "asylum", _("asylum")
    PROTECTION = "protection", _("protection")


class Level(models.TextChoices):
    """What a role may do with a section. Who writes reads."""

    NONE = "-", _("none")
    READ = "R", _("read")
    WRITE = "W", _("read and write")


# Which people: row scope. The rule itself is `people.queries` and, under it, the database's row-level security.
ROW_SCOPE = {
    Kind.IOM: _(
        "Everybody; with a territory, the people who live in its provinces or whose canton is not known, and those of"
        " an emergency read."
    ),
    Kind.PARTNER: _("The people of its own cases and those shared with it, in the parts that were shared."),
    Kind.MINISTRY: _("The people who are at its step, in the parts which that step needs, until it has decided."),
}

# Never a ministry's, however it came to see the person (domain: section 10). The database holds it, too.
COMPARTMENT = frozenset({Section.NEEDS, Section.ASYLUM, Section.PROTECTION})

# Of a person at its step, a ministry sees these parts.
STEP_SECTIONS = {
    Duty.CPM: frozenset({Section.IDENTITY, Section.CONTACT, Section.JOURNEY, Section.DOCUMENTS}),
    Duty.VISA: frozenset({Section.IDENTITY, Section.CONTACT, Section.JOURNEY, Section.DOCUMENTS}),
    Duty.CEDULA: frozenset({Section.IDENTITY, Section.CONTACT, Section.JOURNEY, Section.DOCUMENTS}),
    Duty.INCLUSION: frozenset({Section.IDENTITY, Section.CONTACT, Section.JOURNEY, Section.PROGRAMMES}),
}

# Of a case that is shared these always go with it; who shares chooses the others, but never protection.
ALWAYS_SHARED = frozenset({Section.IDENTITY, Section.CONTACT, Section.JOURNEY})
SHAREABLE = frozenset(Section) - {Section.PROTECTION}

# What an emergency read opens, for so many hours, and how often somebody may try in one hour.
OPENED_IN_EMERGENCY = ALWAYS_SHARED | {Section.DOCUMENTS, Section.NEEDS}
EMERGENCY_HOURS = 3
EMERGENCY_TRIES = 5


class DisclosureBudget(NamedTuple):
    """Limit the descriptions of people out of sight an organisation may ask about before the answer is "ask later"."""

    # A day; one membership may use half of it. An organisation's own number may say otherwise.
    organisation: int
    # In thirty days: of one name, of one given name with one surname, of one document or telephone number.
    name: int
    pair: int
    number: int

    def of_one(self, limit: int) -> tuple[int, int, int]:
        """Return the limits of one name, pair and number where `limit` descriptions a day are allowed."""
        times = max(1, limit / DISCLOSURE_BUDGET.organisation)
        return int(self.name * times), int(self.pair * times), int(self.number * times)


# A caseworker's day of 60 registrations and a sheet of 2,000 rows fits into a membership's half (docs/decisions.md).
DISCLOSURE_BUDGET = DisclosureBudget(organisation=5_000, name=12, pair=100, number=20)

KIND_OF_ROLE = {
    Role.ADMINISTRATOR: Kind.IOM,
    Role.COORDINATOR: Kind.IOM,
    Role.IOM_CASEWORKER: Kind.IOM,
    Role.ANALYST: Kind.IOM,
    Role.PROTECTION_OFFICER: Kind.IOM,
    Role.MANAGER: Kind.PARTNER,
    Role.CASEWORKER: Kind.PARTNER,
    Role.TRAINER: Kind.PARTNER,
    Role.VIEWER: Kind.PARTNER,
    Role.OFFICER: Kind.MINISTRY,
    Role.MINISTRY_VIEWER: Kind.MINISTRY,
}


def _row(levels: str) -> dict[Section, Level]:
    return {section: Level(level) for section, level in zip(Section, levels.split(), strict=True)}


# fmt: off
SECTIONS: dict[Role, dict[Section, Level]] = {
    #                              identity       documents     attachments     needs
    #                                 contact        blockers      programmes      asylum
    #                                    household      notes         consents        protection
    #                                       journey
    Role.ADMINISTRATOR:      _row("W  W  W  W  W  W  W  W  W  W  -  -  -"),
    Role.COORDINATOR:        _row("W  W  W  W  W  W  W  W  W  W  W  R  -"),
    Role.IOM_CASEWORKER:     _row("W  W  W  W  W  W  W  W  W  W  W  W  -"),
    Role.ANALYST:            _row("R  -  R  R  R  R  -  -  R  R  -  -  -"),
    Role.PROTECTION_OFFICER: _row("W  W  W  R  W  W  W  W  R  W  W  W  W"),
    Role.MANAGER:            _row("W  W  W  W  W  W  W  W  W  W  W  W  -"),
    Role.CASEWORKER:         _row("W  W  W  W  W  W  W  W  W  W  W  W  -"),
    Role.TRAINER:            _row("R  R  R  W  R  R  W  W  W  R  -  -  -"),
    Role.VIEWER:             _row("R  R  R  R  R  R  -  -  R  R  -  -  -"),
    Role.OFFICER:            _row("R  R  -  W  R  -  -  -  R  -  -  -  -"),
    Role.MINISTRY_VIEWER:    _row("R  R  -  R  R  -  -  -  R  -  -  -  -"),
}
# fmt: on

# Who reaches the most, or the most delicate, signs in with more than a password.
NEEDS_SECOND_FACTOR = {Role.ADMINISTRATOR, Role.PROTECTION_OFFICER}

# Given by one administrator and confirmed by another; so are a new password and second step of those who hold them.
GIVEN_BY_TWO = frozenset({Role.ADMINISTRATOR, Role.PROTECTION_OFFICER})

_CASE_WORK = {
    Right.READ,
    Right.REGISTER,
    Right.IMPORT,
    Right.KEEP_CASES,
    Right.MOVE_REGULARISATION,
    Right.MOVE_TRAINING,
    Right.PREPARE_SEED_CAPITAL,
    Right.SHARE,
    Right.REPORT_PROTECTION,
    Right.EMERGENCY_READ,
    Right.SERVE_RIGHTS,
}
_COORDINATION = {
    *_CASE_WORK,
    Right.ASSIGN,
    Right.HAND_OVER,
    Right.AWARD_SEED_CAPITAL,
    Right.SEND_CAMPAIGNS,
    Right.MERGE_PEOPLE,
    Right.EXPORT_LISTS,
}

RIGHTS = {
    Role.ADMINISTRATOR: {*_COORDINATION, Right.READ_LOG, Right.DECIDE_RIGHTS, Right.EDIT_RULES},
    Role.COORDINATOR: _COORDINATION,
    Role.IOM_CASEWORKER: {*_CASE_WORK, Right.AWARD_SEED_CAPITAL},
    Role.ANALYST: {Right.READ, Right.EXPORT_LISTS},
    Role.PROTECTION_OFFICER: {
        Right.READ,
        Right.SHARE,
        Right.REPORT_PROTECTION,
        Right.EMERGENCY_READ,
        Right.READ_LOG,
        Right.SERVE_RIGHTS,
        Right.DECIDE_RIGHTS,
    },
    Role.MANAGER: {*_COORDINATION, Right.READ_LOG},
    Role.CASEWORKER: _CASE_WORK,
    Role.TRAINER: {Right.READ, Right.MOVE_TRAINING, Right.REPORT_PROTECTION},
    Role.VIEWER: {Right.READ},
    Role.OFFICER: {Right.READ, Right.DECIDE_OWN_STEP},
    Role.MINISTRY_VIEWER: {Right.READ},
}

for _role, _levels in SECTIONS.items():
    if KIND_OF_ROLE[_role] == Kind.MINISTRY and any(_levels[section] != Level.NONE for section in COMPARTMENT):
        raise ImproperlyConfigured(f"The policy opens the protection compartment to a ministry: {_role}.")


def _level(membership, section: Section) -> Level:
    """What the role may do with the section; for a ministry only with those its step needs."""
    if KIND_OF_ROLE[membership.role] == Kind.MINISTRY and section not in STEP_SECTIONS[membership.organisation.duty]:
        return Level.NONE
    return SECTIONS[membership.role][section]


def may(membership, right: Right) -> bool:
    """Whether the one who acts has this right at all; which people it reaches is a matter of row scope."""
    return membership is not None and right in RIGHTS[membership.role]


def sections_read(membership) -> frozenset[Section]:
    """The sections her role reads, of files that are open to her as a whole."""
    if membership is None:
        return frozenset()
    return frozenset(section for section in Section if reads(membership, section))


def reads(membership, section: Section) -> bool:
    """Whether the one who acts may read this section of the files she sees."""
    return membership is not None and _level(membership, section) != Level.NONE


def writes(membership, section: Section) -> bool:
    """Whether the one who acts may write in this section of the files she sees."""
    return membership is not None and _level(membership, section) == Level.WRITE


def require(membership, right: Right) -> None:
    """Raise PermissionDenied, with a sentence that names the right, unless `may`."""
    if not may(membership, right):
        raise PermissionDenied(_("Your role does not allow this: %(right)s.") % {"right": right.label})


def require_section(membership, section: Section) -> None:
    """Raise PermissionDenied, with a sentence that names the section, unless `reads`."""
    if not reads(membership, section):
        raise PermissionDenied(_("Your role does not read this part: %(section)s.") % {"section": section.label})


def require_write(membership, section: Section) -> None:
    """Raise PermissionDenied, with a sentence that names the section, unless `writes`."""
    if not writes(membership, section):
        raise PermissionDenied(_("Your role does not write in this part: %(section)s.") % {"section": section.label})
