"""The screen and the file: for whoever develops, without a provider."""

import json
import stat

from casework.followups.channels import Receipt
from casework.followups.channels.console import Console
from casework.followups.channels.file import File
from tests.followups.channels.conftest import NUMBER, TEXT, outgoing, send


def test_the_console_shows_that_a_message_went_and_nothing_of_it(capsys):
    message = outgoing(subject="Su cita")
    assert send(Console(), message) == [Receipt(f"console-{message.key}")]
    shown = capsys.readouterr().out
    assert f"message {message.key}" in shown
    assert not any(part in shown for part in (NUMBER, TEXT, "Su cita"))


def test_the_file_has_a_line_for_each_and_is_nobody_elses(tmp_path):
    path = tmp_path / "data" / "messages.jsonl"
    first, second = outgoing(text="Año\nnuevo"), outgoing(template="cita", parameters=("10:00",))
    send(File(path=str(path), channel="sms"), first, second)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["key"] for line in lines] == [first.key, second.key]
    assert lines[0]["text"] == "Año\nnuevo"
    assert lines[1]["channel"] == "sms"
    assert lines[1]["parameters"] == ["10:00"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
