"""Forms go back with all that is hidden in them, and statements are told without their values."""

from bench.reading import fields_of, fingerprint, form_with, links, path_of

PERSON = "0f0e3a52-9c64-4f0b-8a51-3b6a3f0d7c11"
PAGE = f"""
<form class="search" method="post" action="/search/"><input type="hidden" name="csrfmiddlewaretoken" value="one">
<input name="q" type="search"></form>
<a href="/cases/{PERSON}/#timeline">A</a><a href="/cases/{PERSON}/">B</a><a href="/cases/">C</a>
<form method="post" action="/cases/{PERSON}/note/">
<input type="hidden" name="csrfmiddlewaretoken" value="two"><input type="hidden" name="form_token" value="t&amp;1">
<textarea name="text">
Llamó.
</textarea>
<select name="canton"><option value="">-</option><option value="0101" selected>Cuenca</option></select>
<select name="sex"><option value="f">f</option><option value="m">m</option></select>
<label><input type="radio" name="outcome" value="done"></label><input type="radio" name="outcome" value="moved">
<input type="checkbox" name="keep" checked><input type="checkbox" name="share" value="1">
<input name="gone" value="x" disabled><input type="file" name="file"><button name="decision" value="skip">No</button>
</form>
"""


def test_a_form_sends_what_is_hidden_chosen_and_typed():
    form = form_with(PAGE, "/note/")
    assert form.action == f"/cases/{PERSON}/note/"
    assert form.filled(text="Hola") == {
        "csrfmiddlewaretoken": "two",
        "form_token": "t&1",
        "text": "Hola",
        "canton": "0101",
        "sex": "f",
        "keep": "on",
    }
    assert form.fields["text"] == "Llamó.\n"
    assert form.choices["outcome"] == ["done", "moved"]
    assert form.choices["canton"] == ["", "0101"]


def test_only_the_form_that_is_meant_is_read():
    assert form_with(PAGE, 'action="/search/"').fields == {"csrfmiddlewaretoken": "one", "q": ""}
    assert form_with(PAGE, "/register/") is None
    assert fields_of('<input type="hidden" name="likely_shown" value="d1">').fields == {"likely_shown": "d1"}


def test_links_of_a_page_are_each_there_once():
    assert links(PAGE, "/cases/[0-9a-f-]{36}/") == [f"/cases/{PERSON}/"]


def test_an_address_without_its_host():
    assert path_of("http://127.0.0.1:8000/api/v1/cases/?cursor=a%3D") == "/api/v1/cases/?cursor=a%3D"
    assert path_of("/cases/") == "/cases/"


def test_a_statement_is_told_without_its_values():
    asked = """SELECT "a"."id", "a"."name" FROM "a" WHERE "a"."name" = 'O''Brien' AND "a"."n" IN (1, 2, 3)"""
    assert fingerprint(asked) == 'SELECT a … "a" WHERE "a"."name" = ? AND "a"."n" IN (?)'
    assert fingerprint("SELECT * FROM unnest('{acosta,adri") == "SELECT * FROM unnest(?"
    assert fingerprint(asked.replace("1, 2, 3", "7")) == fingerprint(asked)
