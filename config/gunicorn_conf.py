"""How gunicorn serves Casework, in bin/run and in the container; command line and GUNICORN_CMD_ARGS go before this."""

import gc
import signal
from pathlib import Path

from django.template.loader import get_template
from django.urls import get_resolver

from casework.base.behind_people import WEB
from config.processes import die_with_parent

# By this name jobs tell how many requests are under way (casework/base/behind_people.py).
raw_env = [f"PGAPPNAME={WEB}"]

TEMPLATES = Path(__file__).parent.parent / "casework" / "web" / "templates"
wsgi_app = "config.wsgi:application"
# Loaded once, then forked: starts sooner and shares memory.
preload_app = True
worker_class = "gthread"
workers = 2
# More than are answered at once and may wait: the others tell who comes to come again (casework/web/turns.py).
threads = 32
timeout = 60
graceful_timeout = 10
# A worker that has grown is replaced, not all of them at once.
max_requests = 2000
max_requests_jitter = 400
accesslog = "-"
# The path without its query: what was searched for through REST is personal data and stands in no log.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
# Nothing here uses gunicorn's remote control.
control_socket_disable = True


def load_ahead():
    """Load views and templates before workers are forked: the first page of each took a second."""
    get_resolver().check()
    for file in TEMPLATES.rglob("*.html"):
        get_template(str(file.relative_to(TEMPLATES)))


def when_ready(server):
    """What was loaded stays for good, so the collector need not look through it: it stopped requests for 100 ms."""
    load_ahead()
    gc.collect()
    gc.freeze()


def post_fork(server, worker):
    """A worker ends with its master, even when that was killed and could not tell it to."""
    die_with_parent(signal.SIGKILL, parent=server.pid)
