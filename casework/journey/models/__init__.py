"""The tables of this room: cases and their journey; imports of sheets."""

from casework.journey.models.case import Blocker, Case, Pathway, PathwayStage, StageRecord
from casework.journey.models.expiry import Expiry
from casework.journey.models.imports import ColumnMapping, Import, ImportRow, IntakeRow, import_path
from casework.journey.models.notes import Attachment, Note, attachment_path

__all__ = [
    "Attachment",
    "Blocker",
    "Case",
    "ColumnMapping",
    "Expiry",
    "Import",
    "ImportRow",
    "IntakeRow",
    "Note",
    "Pathway",
    "PathwayStage",
    "StageRecord",
    "attachment_path",
    "import_path",
]
