"""Count failures by the e-mail that was typed, the kind of device, and the address it came from.

A browser its user has signed in with before is counted apart, so that nobody else's wrong passwords lock it, whether
they come from the same office or from everywhere.
"""

from allauth.account.adapter import get_adapter

from casework.access import devices


def who(request, credentials: dict | None) -> str:
    """Return the e-mail, however it is written, and whether this browser is one its user has signed in with."""
    email = email_of(credentials)
    return f"{email} (known device)" if on_known_device(request, email) else email


def email_of(credentials: dict | None) -> str:
    return ((credentials or {}).get("email") or "").strip().lower()


def on_known_device(request, email: str) -> bool:
    return bool(request is not None and email) and devices.is_known_for(request, email)


def where(request) -> str:
    """Return the visitor's address, behind our own proxies too."""
    return get_adapter().get_client_ip(request)
