"""Read pages as a browser does: the links that lead on, and what a form sends when its button is pressed."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)
# Of an input these are sent only when ticked, and these never by themselves.
_TICKED, _PRESSED = {"checkbox", "radio"}, {"submit", "button", "image", "reset", "file"}


@dataclass
class Form:
    """A form: where it is sent, what stands in it, and among which values one chooses."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, **values: str) -> dict[str, str]:
        """Return what is sent once these are typed; what is hidden in the form goes along."""
        return self.fields | values


class _Reader(HTMLParser):
    """Collect the fields of everything that is fed, as one form."""

    def __init__(self) -> None:
        super().__init__()
        self.form = Form()
        self.select = self.textarea = None
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.form.action = given.get("action", "")
        elif "disabled" in given:
            return
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self._option(given)
        elif tag == "textarea":
            self.textarea, self.text = name, []

    def _input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower()
        if kind in _TICKED:
            self.form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                self.form.fields[name] = given.get("value", "on")
        elif kind not in _PRESSED:
            self.form.fields[name] = given.get("value", "")

    def _option(self, given: dict[str, str]) -> None:
        value = given.get("value", "")
        self.form.choices.setdefault(self.select, []).append(value)
        if "selected" in given or self.select not in self.form.fields:
            self.form.fields[self.select] = value

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            # The line break right after the tag is none of the text.
            self.form.fields[self.textarea] = "".join(self.text).removeprefix("\n")
            self.textarea = None


def fields_of(html: str) -> Form:
    """Read all fields of a piece of a page as one form."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.form


def form_with(html: str, mark: str) -> Form | None:
    """Read the first form of a page that has this text in it, its tag included; None where there is none.

    Only that form is parsed: the visitors share the machine with what they measure.
    """
    found = next((one.group() for one in _FORM.finditer(html) if mark in one.group()), None)
    return fields_of(found) if found else None


def links(html: str, path: str) -> list[str]:
    """Return the addresses of a page whose path is of this pattern, without their query, each once, in order."""
    found = re.findall(rf'\bhref="({path})(?:[?#][^"]*)?"', html)
    return list(dict.fromkeys(found))


def path_of(address: str) -> str:
    """Return the path and the query of an address that may name a host."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def fingerprint(statement: str, most: int = 160) -> str:
    """Return a statement without its values and long lists of columns, to count those that are alike."""
    # What PostgreSQL shows may end in the middle of a value.
    text = re.sub(r"'(?:[^']|'')*(?:'|$)", "?", statement)
    text = re.sub(r"\b\d[\d.]*\b|%s|\$\d+", "?", text)
    text = re.sub(r"\(\s*\?(?:\s*(?:::\w+(?:\[\])?)?\s*,\s*\?)*[^()]*\)", "(?)", text)
    text = " ".join(text.split())
    if columns := re.match(r'SELECT (?:DISTINCT )?(?:"(\w+)"\."\w+", )+', text):
        text = f"SELECT {columns.group(1)} … {text[columns.end() :].partition(' FROM ')[2]}"
    return text[:most]
