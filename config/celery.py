"""The Celery app: worker and beat are separate processes, both stateless."""

import os
import signal

from celery import Celery
from celery.signals import worker_process_init

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
    os.environ |= {"PGAPPNAME": "casework jobs", "PGOPTIONS": "-c max_parallel_workers_per_gather=0"}


@worker_process_init.connect
def leave_no_orphan(**kwargs: object) -> None:
    """A pool's process ends with its worker, even when that was killed and could not tell it to."""
    die_with_parent(signal.SIGKILL, parent=os.getppid())
