from django.apps import AppConfig
from django.core import checks
from django.core.checks import Tags
from django.utils.translation import gettext_lazy as _

from casework.access.checks import the_locks_hold


class AccessConfig(AppConfig):
    name = "casework.access"
    label = "access"
    verbose_name = _("Organisations and users")

    def ready(self):
        checks.register(Tags.database)(the_locks_hold)
