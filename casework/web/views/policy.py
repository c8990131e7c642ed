"""The page "Who can see what": the policy printed from its own tables, so that it cannot say anything else."""

from django.shortcuts import render

from casework.access.policy import (
    ALWAYS_SHARED,
    COMPARTMENT,
    EMERGENCY_HOURS,
    KIND_OF_ROLE,
    OPENED_IN_EMERGENCY,
    RIGHTS,
    ROW_SCOPE,
    SECTIONS,
    SHAREABLE,
    STEP_SECTIONS,
    Duty,
    Kind,
    Level,
    Right,
    Role,
    Section,
)
from casework.journey.stages import STAGES, STAGES_OF_DUTY
from casework.web.page import page

ICONS = {Level.NONE: "minus", Level.READ: "eye", Level.WRITE: "pencil"}


@page(Right.READ)
def who_sees_what(request):
    """Which people, which parts of their files and which acts, for each role."""
    membership = request.membership
    context = {
        "kinds": [_kind(kind, membership) for kind in Kind],
        "steps": [_step(duty, membership) for duty in Duty],
        "compartment": _named(COMPARTMENT),
        "always_shared": _named(ALWAYS_SHARED),
        "never_shared": _named(frozenset(Section) - SHAREABLE),
        "in_emergency": _named(OPENED_IN_EMERGENCY),
        "emergency_hours": EMERGENCY_HOURS,
        "place": "who_sees_what",
    }
    return render(request, "web/who_sees_what.html", context)


def _kind(kind: Kind, membership) -> dict:
    """One kind of organisation: which people it sees, and its roles side by side."""
    roles = [role for role in Role if KIND_OF_ROLE[role] == kind]
    rights = [right for right in Right if any(right in RIGHTS[role] for role in roles)]
    return {
        "kind": kind,
        "mine": membership.organisation.kind == kind,
        "people": ROW_SCOPE[kind],
        "roles": [{"role": role, "mine": role == membership.role} for role in roles],
        "sections": [
            {"section": section, "cells": [_cell(SECTIONS[role][section], role, membership) for role in roles]}
            for section in Section
        ],
        "rights": [
            {
                "right": right,
                "cells": [{"may": right in RIGHTS[role], "mine": role == membership.role} for role in roles],
            }
            for right in rights
        ],
        "cards": [_card(role, membership) for role in roles],
    }


def _cell(level: Level, role: Role, membership) -> dict:
    return {"level": level.name.lower(), "word": level.label, "icon": ICONS[level], "mine": role == membership.role}


def _card(role: Role, membership) -> dict:
    """The same of one role, in sentences, for a narrow screen."""
    by_level = {level: _named(s for s in Section if SECTIONS[role][s] == level) for level in Level}
    return {
        "role": role,
        "mine": role == membership.role,
        "writes": by_level[Level.WRITE],
        "reads": by_level[Level.READ],
        "none": by_level[Level.NONE],
        "acts": [right.label for right in Right if right in RIGHTS[role]],
    }


def _step(duty: Duty, membership) -> dict:
    """What a ministry sees of the people at its step."""
    return {
        "duty": duty,
        "mine": membership.organisation.duty == duty,
        "parts": _named(STEP_SECTIONS[duty]),
        "stages": [STAGES[code].label for code in STAGES_OF_DUTY[duty]],
    }


def _named(sections) -> list:
    """The words of some sections, in the order of the table."""
    chosen = frozenset(sections)
    return [section.label for section in Section if section in chosen]
