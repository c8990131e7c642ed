"""Hold a confirmation to the page it answers: the page gives a digest of what it showed, which comes back with it."""

import hashlib
import json

from django.utils.translation import gettext as _

from casework.base.errors import Conflict


def digest(*facts: object) -> str:
    """Make a digest of facts, of which each that is no plain value counts as its text."""
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()[:32]


def require_as_shown(shown: str | None, now: str) -> None:
    """Raise Conflict unless things are as they were `shown`; None where nobody was shown anything (REST, jobs)."""
    if shown is not None and shown != now:
        sentence = _("Something has changed since this was shown, so nothing was done. Look at it again, then confirm.")
        raise Conflict("changed_since_shown", sentence)
