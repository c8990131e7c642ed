"""The Celery app: worker and beat are separate processes, both stateless."""

import os
import signal

from celery import Celery
from celery.signals import worker_process_init

from config.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("casework")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def leave_no_orphan(**kwargs: object) -> None:
    """A pool's process ends with its worker, even when that was killed and could not tell it to."""
    die_with_parent(signal.SIGKILL, parent=os.getppid())
