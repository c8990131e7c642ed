"""Everything held on a person, for herself: complete, without what is others', and only by who serves her."""

import json

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from casework.access.models import Door, LogEntry
from casework.access.policy import Section
from casework.access.scope import acting_as
from casework.journey.actions import register
from casework.rights.actions import export
from casework.rights.export import as_json
from tests.cast import refer


def held(person, by):
    return as_json(export(person=person, by=by))["held"]


def test_it_holds_all_parts(full, ana):
    found = held(full, ana)
    assert set(found) == {
        "person", "household", "identitydocument", "contactpoint", "householdstay", "specificneed", "protectionnote",
        "consent", "personaccess", "accessrequest", "case", "stagerecord", "blocker", "note", "attachment", "intakerow",
        "importrow", "training", "award", "instalment", "event", "log", "contactattempt", "task", "reminder", "message",
        "reply",
    }  # fmt: skip
    assert found["person"][0]["given_names"] == "Yulimar del Valle"
    assert found["person"][0]["canton"] == "0901"
    assert found["note"][-1]["text"] == "Yulimar told a SECRETO"
    assert {row["reason"] for row in found["personaccess"]} == {"owner", "referral"}
    assert found["instalment"][0]["amount"] == "166.67"


def test_it_is_json_with_the_same_keys_in_both_languages(full, ana):
    made = [as_json(export(person=full, by=ana))]
    full.language = "es"
    full.save()
    made.append(as_json(export(person=full, by=ana)))
    for each in made:
        json.dumps(each)
        del each["made_at"], each["withheld"]
        each["held"]["person"][0].pop("language")
    assert made[0] == made[1]


def test_neither_names_of_staff_nor_of_her_household_are_in_it(full, ana, hilda):
    ana.user.full_name = "Ana Cevallos"
    ana.user.save()
    register(by=ana, given_names="Rosalba", household=full.household, relationship="sibling")
    text = json.dumps(held(full, ana))
    assert "Ana Cevallos" not in text
    assert "Rosalba" not in text
    assert held(full, ana)["household"][0]["others"] == ["sibling"]


def test_reports_of_abuse_are_in_none_and_protection_only_in_a_protection_officers(full, ana, ines):
    of_ana, of_ines = export(person=full, by=ana), export(person=full, by=ines)
    assert {row["kind"] for row in as_json(of_ana)["held"]["protectionnote"]} == {"asylum"}
    assert {row["kind"] for row in as_json(of_ines)["held"]["protectionnote"]} == {"note", "asylum"}
    assert "protection" in {w.code for w in of_ana.withheld}
    assert "protection" not in {w.code for w in of_ines.withheld}
    for made in (of_ana, of_ines):
        assert "SECRETO psea" not in json.dumps(as_json(made))
        assert "abuse_reports" in {w.code for w in made.withheld}


def test_what_was_not_said_does_not_tell_that_there_is_a_report(case, ana, full):
    other = register(by=ana, given_names="Rosa").person
    assert {w.code for w in export(person=other, by=ana).withheld} == {
        w.code for w in export(person=full, by=ana).withheld
    }


def test_who_looked_is_told_by_organisation_and_day(full, ana, nrc):
    for _ in range(2):
        LogEntry.objects.create(
            kind="read", door=Door.WEB, place="case", organisation_id=nrc.pk, persons=[full.pk], owners=[]
        )
    LogEntry.objects.create(kind="read", door=Door.WEB, place="case", organisation_id=nrc.pk, persons=[], owners=[])
    with acting_as(ana, Door.WEB):
        told = held(full, ana)["log"]
    # The export itself is the newest that was taken out.
    assert {(row["organisation"], row["kind"]) for row in told} == {("NRC", "read"), ("HIAS", "export")}
    assert len(told) == 2


def test_only_who_serves_and_sees_the_whole_file(full, ana, vera, bruno, ivan, carmen, nrc, fudela):
    refer(full, fudela, [Section.IDENTITY, Section.CONSENTS])
    for by in (vera, carmen):
        with pytest.raises(PermissionDenied):
            export(person=full, by=by)
    assert held(full, bruno)  # shared with him as a whole
    assert held(full, ivan)
    full.accesses.filter(organisation=nrc).update(sections=["identity", "consents", "journey", "contact"])
    with pytest.raises(PermissionDenied, match="whole file"):
        export(person=full, by=bruno)
    full.accesses.filter(organisation=nrc).delete()
    with pytest.raises(ObjectDoesNotExist):
        export(person=full, by=bruno)


def test_it_says_what_it_is_for(full, ana):
    assert export(person=full, by=ana, reason="authority").reason == "authority"
    with pytest.raises(ValidationError):
        export(person=full, by=ana, reason="curiosity")
