"""Answers are counted for what they are, and the verdict says what missed."""

import pytest

from bench.loads import Kind, Record, Shares, Window, cores_of, judged, percentile, slowed


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((200, "done"), (302, "done"), (404, "refused"), (409, "refused"), (429, "refused")),
        *((503, "shed"), (500, "error"), (502, "error"), (0, "error")),
    ],
)
def test_an_answer_is_done_refused_shed_or_an_error(status, outcome):
    assert judged(status) == outcome


def test_percentiles():
    times = [float(number) for number in range(1, 101)]
    assert [percentile(times, share) for share in (0.5, 0.95, 0.99, 1)] == [51, 96, 100, 100]
    assert percentile([], 0.95) == 0


def kind(*milliseconds, status=200):
    found = Kind("case")
    for one in milliseconds:
        found.add(one, status)
    return found


def test_a_kind_holds_within_its_budget_and_without_error():
    assert kind(10, 300).holds()
    assert not kind(10, 301).holds()
    failed = kind(10)
    failed.add(60_000, 0)
    assert not failed.holds(100_000)
    assert failed.line(100_000) == "| case | 2 | 1 | 0 | 0 | 60000 | 60000 | 60000 | 60000 | MISSED |"


def test_load_that_was_shed_is_counted_apart_and_its_time_is_none_of_an_answer():
    found = kind(10, 20)
    found.add(1, 503)
    assert found.line() == "| case | 3 | 0 | 1 | 0 | 20 | 20 | 20 | 20 | MISSED |"


def test_a_refusal_is_an_answer():
    assert kind(10, status=409).line() == "| case | 1 | 0 | 0 | 1 | 10 | 10 | 10 | 10 | ok |"


def test_the_verdict_names_the_slowest_kinds_and_counts_errors():
    window = Window("load")
    for name, milliseconds in (("today", 20), ("case", 400), ("search", 50), ("note", 10)):
        window.add(name, milliseconds, 200)
    window.add("note", 5, 500, "Algo falló")
    verdict = window.verdict()
    assert "MISSED; 1 errors, 0 times 503; slowest p95: case 400 ms, search 50 ms, today 20 ms" in verdict
    assert "- 1 × note: 500 Algo falló" in list(window.lines())
    assert "p95 ≤ 500 ms" in window.verdict(500)


def test_nothing_that_was_asked_is_no_success():
    assert "nothing was asked" in Window("load").verdict()


def test_it_breaks_by_time_or_by_errors():
    window = Window("250 sessions")
    window.add("case", 200, 200)
    assert window.breaks() == ""
    assert window.breaks(budget=100) == "p95 is 200 ms"
    window.add("case", 200, 503)
    assert window.breaks() == "50.0% of requests failed"


@pytest.mark.parametrize(("milliseconds", "said"), [(150, "ok (1.50)"), (151, "MISSED (1.51)")])
def test_jobs_may_slow_answers_by_half(milliseconds, said):
    quiet, busy = Window("without jobs"), Window("load")
    for name in ("case", "today"):
        quiet.add(name, 100, 200)
        busy.add(name, milliseconds, 200)
    busy.add("import, sheet", 90, 200)
    lines = list(slowed(quiet, busy))
    assert f"| case | 100 | {milliseconds} | {milliseconds / 100:.2f} |" in lines
    assert not any("import" in line for line in lines)
    assert lines[-1].endswith(said)


def test_answers_go_to_the_window_that_is_open():
    record = Record()
    record.starts()
    ramp = record.begin("load")
    record.ends("case", 10, 200)
    assert (ramp.together().number, record.window.together().number, record.under_way) == (0, 1, 0)


def looked(**cpu):
    shares = Shares(looks=2, seconds=10, under_way=[8, 3], active=[1, 3])
    shares.cpu |= cpu
    shares.waits.update(["processor", "processor", "Lock tuple"])
    return shares


def test_shares_are_told_in_cores_and_statements():
    lines = list(looked(web=10, postgres=5).lines(turns=8))
    assert lines[0] == "- Cores in use: postgres 0.50, web 1.00"
    assert "all 8 turns of the web taken in 50% of looks" in lines[1]
    assert "- Waits of statements: 67% processor" in lines


@pytest.mark.parametrize(
    ("shares", "turns", "said"),
    [
        (looked(web=14, postgres=5), 8, "the processors: 1.9 of 2 cores in use, most by web"),
        (looked(web=2), 3, "the web's turns"),
        (looked(web=2), 8, "statements waited for processor"),
        (Shares(), 8, "not known"),
    ],
)
def test_what_broke_first(shares, turns, said):
    assert said in shares.broke_first(turns, cores=2)


def test_cores_are_given_one_after_the_other():
    assert cores_of("web=1,db=1", {4, 2}) == {"web": {2}, "db": {4}}
    assert cores_of("", {0, 1}) == {}


@pytest.mark.parametrize("text", ["web=2,db=1", "web", "cache=1", "db=0", "web=x"])
def test_cores_that_the_machine_has_not(text):
    with pytest.raises(ValueError, match="cores of this machine"):
        cores_of(text, {0, 1})
