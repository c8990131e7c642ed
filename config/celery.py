"""The Celery app: worker and beat are separate processes, both stateless."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from celery import Celery
from celery.signals import worker_process_init
from django.db.backends.signals import connection_created

from casework.base.behind_people import JOBS
from config.processes import die_with_parent

NICENESS = 10

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("casework")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def stand_behind_people(**kwargs: object) -> None:
    """Leave the cores to requests: a lower priority here, and in PostgreSQL no parallel workers for one statement.

    libpq reads the variables when it connects; the name tells an operator whose statement runs (pg_stat_activity).
    """
    os.nice(NICENESS)
    os.environ |= {"PGAPPNAME": JOBS, "PGOPTIONS": "-c max_parallel_workers_per_gather=0"}
    connection_created.connect(lower_server_process)


def lower_server_process(connection, **kwargs: object) -> None:
    """Lower the priority of the PostgreSQL process of this connection, where it is on this machine and ours."""
    server = connection.connection.info
    with suppress(OSError):
        if server.host.startswith("/") and Path(f"/proc/{server.backend_pid}/comm").read_text().strip() == "postgres":
            os.setpriority(os.PRIO_PROCESS, server.backend_pid, NICENESS)


@worker_process_init.connect
def leave_no_orphan(**kwargs: object) -> None:
    """A pool's process ends with its worker, even when that was killed and could not tell it to."""
    die_with_parent(signal.SIGKILL, parent=os.getppid())
