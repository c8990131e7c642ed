"""Processes of jobs leave the cores to requests."""

import os

import pytest
from django.db import connection

from config import celery
from tests.roles import another_connection

SHOWN = "SELECT current_setting('application_name'), current_setting('max_parallel_workers_per_gather')"


@pytest.mark.django_db
def test_jobs_connect_by_their_name_and_without_parallel_workers(monkeypatch):
    niced = []
    monkeypatch.setattr(os, "nice", niced.append)
    for name in ("PGAPPNAME", "PGOPTIONS"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(celery.connection_created, "connect", lambda _receiver: None)
    celery.stand_behind_people()
    with another_connection() as job:
        assert job.execute(SHOWN).fetchone() == ("casework jobs", "0")
    assert niced == [celery.NICENESS]


@pytest.mark.django_db
def test_the_server_process_of_a_jobs_connection_has_a_lower_priority(monkeypatch):
    lowered = []
    monkeypatch.setattr(os, "setpriority", lambda *said: lowered.append(said))
    connection.ensure_connection()
    celery.lower_server_process(connection)
    expected = (os.PRIO_PROCESS, connection.connection.info.backend_pid, celery.NICENESS)
    assert lowered == [expected]
