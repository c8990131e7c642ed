"""An import whose people became one with others does not go again: something was built on it."""

import pytest

from casework.base.errors import Conflict
from casework.journey.imports.undo import start_undo
from casework.journey.models import ImportRow
from casework.merging.actions import merge
from tests.journey.imports.sheets import MARIBEL, committed, sheet_of


@pytest.mark.parametrize("imported", ["kept", "gone"])
def test_it_is_kept(imported, case, ana, hilda):
    sheet = committed(sheet_of(MARIBEL), ana)
    row = ImportRow.objects.get(sheet=sheet, person__isnull=False)
    two = (row.person, case.person) if imported == "kept" else (case.person, row.person)
    pair = dict(zip(("kept", "gone"), two, strict=True))
    merge(**pair, by=hilda, reason="The same passport")
    row.refresh_from_db()
    assert row.person == pair["kept"]
    with pytest.raises(Conflict) as refused:
        start_undo(sheet=sheet, by=ana)
    assert refused.value.code == "import_built_on"
