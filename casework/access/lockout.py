"""What django-axes counts failures by: the e-mail that was typed, and the address it came from."""

from allauth.account.adapter import get_adapter


def who(request, credentials: dict | None) -> str:
    """The e-mail, however it is written."""
    return ((credentials or {}).get("email") or "").strip().lower()


def where(request) -> str:
    """The visitor's address, behind our own proxies too."""
    return get_adapter().get_client_ip(request)
