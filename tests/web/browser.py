"""A real browser: which one, how it is started, and what is wrong on any page."""

import shutil

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PHONE = {"width": 360, "height": 740}

NEEDS_CHROMIUM = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


def too_wide(page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{page.url} is {width} wide"] if width > PHONE["width"] else []


def forbidden_by_policy(message) -> bool:
    """Whether the console says that the Content-Security-Policy stopped something."""
    return "Content Security Policy" in message.text
