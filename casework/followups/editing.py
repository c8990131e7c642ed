"""The field in which the words of a message are written: it tells while one writes how many SMS they are."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.followups import sms

# What may be filled in at its longest.
LONGEST = {"day": "30 de septiembre", "time": "00:00", "organisation": "W" * 20}


class MessageArea(forms.Textarea):
    """Without JavaScript it is a plain one, and the number of SMS is shown where the message is looked at."""

    class Media:
        js = ["followups/sms.js"]

    def __init__(self, attrs=None):
        counted = {
            "data-sms-gsm": sms.GSM,
            "data-sms-twice": sms.GSM_TWICE,
            "data-sms-filled": json.dumps(LONGEST),
            "data-sms-one": _("%(count)s SMS, %(left)s characters left"),
            "data-sms-many": _("%(count)s SMS: shorter, or without á, í, ó and ú, it may fit one"),
        }
        super().__init__(counted | {"rows": 3} | (attrs or {}))
