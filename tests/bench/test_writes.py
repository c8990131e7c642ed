"""A write that was answered and is not in the database is found to be lost."""

from bench.writes import Writes, lines, lost
from casework.followups.actions import complete_task, write_task
from casework.journey.actions import add_note
from casework.people.actions import update_person
from casework.programmes.actions import move_stage


def test_what_is_there_is_not_lost(case, ana, tmp_path):
    writes = Writes(tmp_path / "writes.jsonl")
    add_note(case=case, by=ana, text="Carga 1")
    update_person(person=case.person, by=ana, address="Calle 1")
    task = write_task(case=case, by=ana, what="Llamar", due_on=case.opened_on)
    complete_task(task=task, by=ana, outcome="done", remark="Carga 2")
    move_stage(case=case, stage="seed_capital", verb="start", by=ana, business_name="Arepas", reason="x")
    for kind, of, mark in (
        ("note", case.pk, "Carga 1"),
        ("registration", case.pk, "Calle 1"),
        ("outcome", task.pk, "Carga 2"),
        ("move", case.pk, "seed_capital"),
    ):
        writes.was_answered(kind, str(of), mark)
    assert {kind: (number, missing) for kind, number, missing in lost(writes.path)} == {
        kind: (1, []) for kind in ("note", "registration", "outcome", "move")
    }


def test_what_is_not_there_is_lost(case, ana, tmp_path):
    writes = Writes(tmp_path / "writes.jsonl")
    add_note(case=case, by=ana, text="Carga 1")
    for kind in ("note", "registration", "outcome", "move", "import"):
        writes.was_answered(kind, str(case.pk), "Carga 9")
    writes.was_answered("note", str(case.pk), "Carga 1")
    assert {kind: (number, len(missing)) for kind, number, missing in lost(writes.path)} == {
        kind: (2 if kind == "note" else 1, 1) for kind in ("note", "registration", "outcome", "move", "import")
    }
    assert "| note | 2 | 1 | MISSED |" in list(lines(writes.path))
