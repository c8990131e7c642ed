"""Every address there is, and how its ids are filled. The list is the resolver's own."""

import re

from django.urls import URLPattern, get_resolver

# Open to everybody: that the service lives, signing in, and the switch of the language before it.
OPEN = {
    "healthz",
    "healthz-followups",
    "switch_language",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "oauth-token",
    "oauth-revoke",
    # Of providers, who sign what they send.
    "hook_sms",
    "hook_whatsapp",
}


def _patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from _patterns(entry, route)


EVERY = [(route, entry) for route, entry in _patterns(get_resolver()) if not route.startswith("admin/")]
GUARDED = [(route, entry) for route, entry in EVERY if entry.name not in OPEN]
PAGES = [(route, entry) for route, entry in GUARDED if hasattr(entry.callback, "right")]
API = [(route, entry) for route, entry in GUARDED if hasattr(getattr(entry.callback, "cls", None), "operation_of")]
# Every page and endpoint that answers a GET, by a name: those of REST begin with "api:".
READ = {entry.name: route for route, entry in PAGES if "GET" in entry.callback.methods} | {
    f"api:{entry.name}": route for route, entry in API if hasattr(entry.callback.cls, "get")
}


def address(route: str, filled: dict) -> str:
    """The URL of a pattern, each id replaced by the case's own."""
    path = re.sub(r"[\^$]|\\Z", "", route)
    path = re.sub(r"\(\?P<(\w+)>(?:\[[^\]]*\]|[^()])+\)", r"<\1>", path).replace("\\.", ".").replace("/?", "/")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(filled[match[1]]), path)


def body_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")
