"""Which settings of the channels go together, and that all others stop the service with a sentence."""

from pathlib import Path

import environ
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from casework.followups.channels import adapters
from casework.followups.channels.codes import Channel
from casework.followups.channels.gateway import Gateway
from casework.followups.channels.mail import Mail
from casework.followups.channels.whatsapp import CloudApi
from config import messages

SMTP = "django.core.mail.backends.smtp.EmailBackend"
GATEWAY = {
    "MESSAGES_SMS": "gateway",
    "SMS_GATEWAY_URL": "https://sms.example.org/send",
    "SMS_GATEWAY_TOKEN": "t0ken",
}
CLOUD = {
    "MESSAGES_WHATSAPP": "cloud",
    "WHATSAPP_PHONE_NUMBER_ID": "106540352242922",
    "WHATSAPP_TOKEN": "t0ken",
    "WHATSAPP_APP_SECRETS": "new,old",
    "WHATSAPP_VERIFY_TOKEN": "tok",
}


def channels(debug: bool = False, email_backend: str = SMTP, **environment: str) -> dict:
    env = environ.Env()
    env.ENVIRON = environment
    return messages.channels(env, debug=debug, data_dir=Path("/data"), email_backend=email_backend)


def kinds(chosen: dict) -> dict:
    return {code: adapter["ADAPTER"].rpartition(".")[2] for code, adapter in chosen.items()}


def test_for_development_all_are_shown_on_the_screen():
    assert kinds(channels(debug=True)) == {"whatsapp": "Console", "sms": "Console", "email": "Console"}


def test_in_production_e_mail_goes_and_nothing_else_until_it_is_configured():
    assert kinds(channels()) == {"email": "Mail"}


def test_each_can_be_switched_off_or_written_to_a_file():
    chosen = channels(debug=True, MESSAGES_SMS="off", MESSAGES_EMAIL="file")
    assert kinds(chosen) == {"whatsapp": "Console", "email": "File"}
    assert chosen["email"]["OPTIONS"] == {"path": "/data/messages.jsonl", "channel": "email"}


def test_what_is_built_of_them(settings):
    settings.MESSAGE_CHANNELS = channels(**GATEWAY, **CLOUD, SMS_GATEWAY_SECRETS="s", MESSAGES_CONNECTIONS="7")
    built = adapters()
    assert {channel: type(adapter) for channel, adapter in built.items()} == {
        Channel.WHATSAPP: CloudApi,
        Channel.SMS: Gateway,
        Channel.EMAIL: Mail,
    }
    assert built[Channel.WHATSAPP].url == f"{messages.META}/106540352242922/messages"
    assert (built[Channel.SMS].honours_key, built[Channel.SMS].has_receipts, built[Channel.SMS].at_once) == (
        True,
        True,
        7,
    )


def test_a_gateway_may_ignore_keys_and_without_secrets_has_no_receipts():
    options = channels(**GATEWAY, SMS_GATEWAY_HONOURS_KEYS="false")["sms"]["OPTIONS"]
    assert (options["honours_key"], options["has_receipts"]) == (False, False)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"MESSAGES_SMS": "console"}, "MESSAGES_SMS=console .* needs DEBUG on"),
        ({"MESSAGES_WHATSAPP": "file"}, "MESSAGES_WHATSAPP=file .* needs DEBUG on"),
        ({"MESSAGES_EMAIL": "console"}, "MESSAGES_EMAIL=console .* needs DEBUG on"),
        ({"MESSAGES_SMS": "cloud"}, "MESSAGES_SMS is 'cloud'; it can be one of: off, console, file, gateway"),
        ({"MESSAGES_EMAIL": "gateway"}, "it can be one of: off, console, file, django"),
        ({"MESSAGES_SMS": "gateway"}, "MESSAGES_SMS=gateway needs .*: SMS_GATEWAY_URL, SMS_GATEWAY_TOKEN"),
        (GATEWAY | {"SMS_GATEWAY_URL": "http://sms.example.org"}, "SMS_GATEWAY_URL must be a whole URL, with https"),
        (GATEWAY | {"SMS_GATEWAY_URL": "sms.example.org"}, "SMS_GATEWAY_URL must be a whole URL"),
        (CLOUD | {"WHATSAPP_APP_SECRETS": ""}, "MESSAGES_WHATSAPP=cloud needs .*: WHATSAPP_APP_SECRETS"),
        (CLOUD | {"WHATSAPP_VERIFY_TOKEN": ""}, "needs .*: WHATSAPP_VERIFY_TOKEN"),
        (CLOUD | {"WHATSAPP_PHONE_NUMBER_ID": "1/../2"}, "WHATSAPP_PHONE_NUMBER_ID is .*, all digits"),
        (CLOUD | {"WHATSAPP_URL": "http://graph.example.org"}, "WHATSAPP_URL must be a whole URL, with https"),
        (GATEWAY | {"MESSAGES_TIMEOUT": "0"}, "MESSAGES_TIMEOUT is at most 60 seconds"),
        (GATEWAY | {"MESSAGES_TIMEOUT": "300"}, "MESSAGES_TIMEOUT is at most 60 seconds"),
        (GATEWAY | {"MESSAGES_CONNECT_TIMEOUT": "11"}, "MESSAGES_CONNECT_TIMEOUT no longer than it"),
        (GATEWAY | {"MESSAGES_CONNECTIONS": "0"}, "MESSAGES_CONNECTIONS is from 1 to 1000"),
    ],
)
def test_what_does_not_go_together_is_said(environment, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence) as refused:
        channels(**environment)
    assert "t0ken" not in str(refused.value)


@pytest.mark.parametrize("backend", ["console", "dummy", "filebased", "locmem"])
def test_in_production_a_backend_that_sends_nothing_is_refused(backend):
    name = f"django.core.mail.backends.{backend}.EmailBackend"
    with pytest.raises(ImproperlyConfigured, match="EMAIL_BACKEND sends nothing"):
        channels(email_backend=name)
    assert channels(email_backend=name, MESSAGES_EMAIL="off") == {}


def test_a_fake_gateway_without_tls_is_for_development_only():
    options = channels(debug=True, **GATEWAY | {"SMS_GATEWAY_URL": "http://127.0.0.1:9/sms"})["sms"]["OPTIONS"]
    assert options["url"] == "http://127.0.0.1:9/sms"


def test_the_secrets_of_those_who_call_us():
    env = environ.Env()
    env.ENVIRON = {"SMS_GATEWAY_SECRETS": "new,old", "WHATSAPP_APP_SECRETS": "app", "WHATSAPP_VERIFY_TOKEN": "tok"}
    assert messages.hooks(env) == {
        "sms": {"SECRETS": ["new", "old"]},
        "whatsapp": {"SECRETS": ["app"], "VERIFY_TOKEN": "tok"},
    }


def test_nobody_is_believed_unless_a_secret_was_given():
    assert all(hook["SECRETS"] == [] for hook in django_settings.MESSAGE_HOOKS.values())
