"""Who may see and do what, as one table. Row scope ("which people") is `people.PersonAccess`; this is "what of them".

Read it like this: a role belongs to one kind of organisation, may do the acts of RIGHTS and may read the sections of
READS.
"""

from django.core.exceptions import PermissionDenied
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
    """An act. Pages and endpoints name the one they need."""

    READ = "read", _("read")
    REGISTER = "register", _("register people")
    EDIT_PERSON = "edit_person", _("change a person's data")
    WRITE_NOTES = "write_notes", _("write notes")
    ATTACH = "attach", _("attach files")
    MANAGE_BLOCKERS = "manage_blockers", _("open and resolve blockers")
    ASSIGN = "assign", _("assign cases")
    MOVE_REGULARISATION = "move_regularisation", _("take a case through regularisation")
    MOVE_TRAINING = "move_training", _("record training")
    PREPARE_SEED_CAPITAL = "prepare_seed_capital", _("apply for seed capital")
    AWARD_SEED_CAPITAL = "award_seed_capital", _("award and pay seed capital")
    DECIDE_OWN_STEP = "decide_own_step", _("decide the ministry's own step")
    IMPORT = "import", _("import sheets")


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
    NEEDS = "needs", _("specific needs")
    PROGRAMMES = "programmes", _("training and seed capital")


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

_CASE_WORK = {
    Right.READ,
    Right.REGISTER,
    Right.EDIT_PERSON,
    Right.WRITE_NOTES,
    Right.ATTACH,
    Right.MANAGE_BLOCKERS,
    Right.MOVE_REGULARISATION,
    Right.MOVE_TRAINING,
    Right.PREPARE_SEED_CAPITAL,
    Right.IMPORT,
}

RIGHTS = {
    Role.ADMINISTRATOR: {*_CASE_WORK, Right.ASSIGN, Right.AWARD_SEED_CAPITAL},
    Role.COORDINATOR: {*_CASE_WORK, Right.ASSIGN, Right.AWARD_SEED_CAPITAL},
    Role.IOM_CASEWORKER: {*_CASE_WORK, Right.AWARD_SEED_CAPITAL},
    Role.ANALYST: {Right.READ},
    Role.PROTECTION_OFFICER: {Right.READ, Right.EDIT_PERSON, Right.WRITE_NOTES, Right.ATTACH, Right.MANAGE_BLOCKERS},
    Role.MANAGER: {*_CASE_WORK, Right.ASSIGN, Right.AWARD_SEED_CAPITAL},
    Role.CASEWORKER: _CASE_WORK,
    Role.TRAINER: {Right.READ, Right.WRITE_NOTES, Right.ATTACH, Right.MOVE_TRAINING},
    Role.VIEWER: {Right.READ},
    Role.OFFICER: {Right.READ, Right.DECIDE_OWN_STEP},
    Role.MINISTRY_VIEWER: {Right.READ},
}

_WHOLE_FILE = set(Section)
_MINISTRY_STEP = {Section.IDENTITY, Section.CONTACT, Section.JOURNEY, Section.DOCUMENTS}

READS = {
    Role.ADMINISTRATOR: _WHOLE_FILE,
    Role.COORDINATOR: _WHOLE_FILE,
    Role.IOM_CASEWORKER: _WHOLE_FILE,
    Role.ANALYST: _WHOLE_FILE - {Section.NOTES, Section.ATTACHMENTS, Section.NEEDS},
    Role.PROTECTION_OFFICER: _WHOLE_FILE,
    Role.MANAGER: _WHOLE_FILE,
    Role.CASEWORKER: _WHOLE_FILE,
    Role.TRAINER: _WHOLE_FILE - {Section.NEEDS},
    Role.VIEWER: _WHOLE_FILE - {Section.NOTES, Section.ATTACHMENTS, Section.NEEDS},
    Role.OFFICER: _MINISTRY_STEP,
    Role.MINISTRY_VIEWER: _MINISTRY_STEP,
}


def may(membership, right: Right) -> bool:
    """Whether the one who acts has this right at all; which people it reaches is a matter of row scope."""
    return membership is not None and right in RIGHTS[membership.role]


def reads(membership, section: Section) -> bool:
    """Whether the one who acts may read this section of the files she sees."""
    return membership is not None and section in READS[membership.role]


def require(membership, right: Right) -> None:
    """Raise PermissionDenied, with a sentence that names the right, unless `may`."""
    if not may(membership, right):
        raise PermissionDenied(_("Your role does not allow this: %(right)s.") % {"right": right.label})


def require_section(membership, section: Section) -> None:
    """Raise PermissionDenied, with a sentence that names the section, unless `reads`."""
    if not reads(membership, section):
        raise PermissionDenied(_("Your role does not read this part: %(section)s.") % {"section": section.label})
