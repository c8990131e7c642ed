"""By whom messages to people go: the settings of the channels, from the environment, and what may not be combined."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ADAPTERS = "casework.followups.channels"
META = "https://graph.facebook.com/v24.0"
# Shows what is written to people, on the screen or in a file: never with real people.
FOR_DEVELOPMENT = ("console", "file")
# Backends of Django's that send nothing.
SENDS_NOTHING = ("console", "dummy", "filebased", "locmem")


def channels(env: environ.Env, *, debug: bool, data_dir: Path, email_backend: str) -> dict[str, dict]:
    """MESSAGE_CHANNELS: for each channel that is switched on, its adapter's class and what that is given."""
    return {
        code: chosen
        for code, variable, real, usual in (
            ("whatsapp", "MESSAGES_WHATSAPP", {"cloud": _cloud}, "off"),
            ("sms", "MESSAGES_SMS", {"gateway": _gateway}, "off"),
            ("email", "MESSAGES_EMAIL", {"django": _django(email_backend)}, "django"),
        )
        if (chosen := _chosen(env, code, variable, real, "console" if debug else usual, debug, data_dir))
    }


def hooks(env: environ.Env) -> dict[str, dict]:
    """MESSAGE_HOOKS: the secrets by which we know who calls us; with none, nobody is believed."""
    return {
        "sms": {"SECRETS": env.list("SMS_GATEWAY_SECRETS", default=[])},
        "whatsapp": {
            "SECRETS": env.list("WHATSAPP_APP_SECRETS", default=[]),
            "VERIFY_TOKEN": env.str("WHATSAPP_VERIFY_TOKEN", default=""),
        },
    }


def sending(env: environ.Env, *, debug: bool) -> dict[str, int | bool]:
    """MESSAGE_SENDING: how followups/dispatch.py works.

    The lease is how long a process has for a batch; when it dies, others take the batch over after it.
    """
    numbers = {"LEASE_SECONDS": (180, 10), "RETRY_SECONDS": (30, 1), "DISPATCHERS": (1, 1)}
    chosen = {name: env.int(f"MESSAGES_{name}", default=usual) for name, (usual, _) in numbers.items()}
    for name, (_, least) in numbers.items():
        if chosen[name] < least:
            raise ImproperlyConfigured(f"MESSAGES_{name} is {least} at least.")
    any_time = env.bool("MESSAGES_ANY_TIME", default=False)
    if any_time and not debug:
        raise ImproperlyConfigured("MESSAGES_ANY_TIME wakes people at night: it needs DEBUG on.")
    return chosen | {"ANY_TIME": any_time}


Settings = Callable[[environ.Env, bool], dict]


def _chosen(
    env: environ.Env, code: str, variable: str, real: dict[str, Settings], usual: str, debug: bool, data_dir: Path
) -> dict | None:
    choice = env.str(variable, default="") or usual
    if choice not in ("off", *FOR_DEVELOPMENT, *real):
        known = ", ".join(("off", *FOR_DEVELOPMENT, *real))
        raise ImproperlyConfigured(f"{variable} is {choice!r}; it can be one of: {known}.")
    if choice in FOR_DEVELOPMENT and not debug:
        raise ImproperlyConfigured(f"{variable}={choice} shows what is written to people: it needs DEBUG on.")
    if choice == "off":
        return None
    if choice == "console":
        return {"ADAPTER": f"{ADAPTERS}.console.Console", "OPTIONS": {}}
    if choice == "file":
        options = {"path": str(data_dir / "messages.jsonl"), "channel": code}
        return {"ADAPTER": f"{ADAPTERS}.file.File", "OPTIONS": options}
    return real[choice](env, debug)


def _gateway(env: environ.Env, debug: bool) -> dict:
    _need(env, "MESSAGES_SMS=gateway", "SMS_GATEWAY_URL", "SMS_GATEWAY_TOKEN")
    options = {
        "url": _url(env, "SMS_GATEWAY_URL", "", debug),
        "token": env.str("SMS_GATEWAY_TOKEN"),
        "honours_key": env.bool("SMS_GATEWAY_HONOURS_KEYS", default=True),
        # Receipts that nobody can sign are not believed, so there are none.
        "has_receipts": bool(env.list("SMS_GATEWAY_SECRETS", default=[])),
    }
    return {"ADAPTER": f"{ADAPTERS}.gateway.Gateway", "OPTIONS": options | _limits(env)}


def _cloud(env: environ.Env, debug: bool) -> dict:
    _need(
        env,
        "MESSAGES_WHATSAPP=cloud",
        "WHATSAPP_PHONE_NUMBER_ID",
        "WHATSAPP_TOKEN",
        "WHATSAPP_APP_SECRETS",
        "WHATSAPP_VERIFY_TOKEN",
    )
    number = env.str("WHATSAPP_PHONE_NUMBER_ID")
    if not number.isascii() or not number.isdigit():
        raise ImproperlyConfigured("WHATSAPP_PHONE_NUMBER_ID is Meta's id of the number that sends, all digits.")
    options = {
        "url": _url(env, "WHATSAPP_URL", META, debug),
        "phone_number_id": number,
        "token": env.str("WHATSAPP_TOKEN"),
    }
    return {"ADAPTER": f"{ADAPTERS}.whatsapp.CloudApi", "OPTIONS": options | _limits(env)}


def _django(email_backend: str) -> Settings:
    def settings(env: environ.Env, debug: bool) -> dict:
        if not debug and any(f"mail.backends.{name}." in email_backend for name in SENDS_NOTHING):
            raise ImproperlyConfigured(
                "EMAIL_BACKEND sends nothing: name one that does, or switch e-mail off with MESSAGES_EMAIL=off."
            )
        return {"ADAPTER": f"{ADAPTERS}.mail.Mail", "OPTIONS": {}}

    return settings


def _limits(env: environ.Env) -> dict[str, float | int]:
    limits = {
        "timeout": env.float("MESSAGES_TIMEOUT", default=10.0),
        "connect_timeout": env.float("MESSAGES_CONNECT_TIMEOUT", default=3.0),
        "connections": env.int("MESSAGES_CONNECTIONS", default=50),
    }
    if not 0 < limits["connect_timeout"] <= limits["timeout"] <= 60 or not 1 <= limits["connections"] <= 1000:
        raise ImproperlyConfigured(
            "MESSAGES_TIMEOUT is at most 60 seconds and MESSAGES_CONNECT_TIMEOUT no longer than it, both more than "
            "none; MESSAGES_CONNECTIONS is from 1 to 1000."
        )
    return limits


def _need(env: environ.Env, choice: str, *names: str) -> None:
    missing = [name for name in names if not env.str(name, default="")]
    if missing:
        raise ImproperlyConfigured(f"{choice} needs these in the environment: {', '.join(missing)}.")


def _url(env: environ.Env, name: str, usual: str, debug: bool) -> str:
    """With real people only https: numbers, words and our token go there."""
    url = env.str(name, default="") or usual
    parts = urlsplit(url)
    if parts.scheme not in (("https", "http") if debug else ("https",)) or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be a whole URL, with https.")
    return url
