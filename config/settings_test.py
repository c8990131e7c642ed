"""Settings for the tests: the same, but on a database server of their own, and with nothing that outlives a test."""

import os

from config import stack
from config.settings import *  # noqa: F403  (the same settings, all of them)

if not os.environ.get("DATABASE_URL"):
    DATABASES["default"] |= {"HOST": str(stack.TEST.sockets)}  # noqa: F405
# The test database is made, and emptied, by the owner of its tables; the tests run as the application (conftest.py).
APPLICATION = {name: DATABASES["default"].get(name, "") for name in ("USER", "PASSWORD")}  # noqa: F405
OWNER = {"USER": stack.OWNER, "PASSWORD": ""}
if url := os.environ.get("DATABASE_OWNER_URL"):
    OWNER = {name: env.db_url_config(url)[name] for name in ("USER", "PASSWORD")}  # noqa: F405
DATABASES["default"] |= OWNER  # noqa: F405

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tasks run where they are called; tests/config has the ones with a real broker and worker.
CELERY_BROKER_URL = "memory://localhost"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Static files come from where they are, without collectstatic.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# Tests ask more often than anybody; those of the limits set their own.
REST_FRAMEWORK = REST_FRAMEWORK | {  # noqa: F405
    "DEFAULT_THROTTLE_RATES": {"person": 100_000, "address": 100_000, "failed_sign_in": 100_000}
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Without a request there is nobody to lock out: `Client.login` has none. Its own test turns it on.
AXES_ENABLED = False
