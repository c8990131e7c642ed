"""A death over REST: recorded, shown, in the way of what would be opened, and taken back."""

from django.utils import timezone

from tests.api.conftest import problem, wrong_fields

TODAY = timezone.localdate().isoformat()


def test_it_is_recorded_shown_and_taken_back(at_hias, case):
    at = f"/people/{case.person_id}/"
    assert at_hias.get(at).json()["died_on"] is None
    assert wrong_fields(at_hias.post(f"{at}death/", {"known_by": "family"})) == {("told_by", "required")}
    told = at_hias.post(f"{at}death/", {"known_by": "family", "told_by": "Her sister"}).json()
    assert (told["died_on"], told["death_known_by"], told["death_told_by"]) == (TODAY, "family", "Her sister")
    refused = at_hias.post(f"/cases/{case.pk}/blockers/", {"stage": "cpm", "cause": "fee"})
    assert problem(refused, 409, "died")["died_on"] == TODAY
    assert at_hias.get(f"/cases/{case.pk}/").json()["next"] is None
    task = {"what": "Ask for the certificate", "due_on": TODAY}
    assert problem(at_hias.post(f"/cases/{case.pk}/tasks/", task), 409, "died")
    assert at_hias.post(f"/cases/{case.pk}/tasks/", task | {"about_death": True}).status_code == 201
    assert wrong_fields(at_hias.post(f"{at}death/take-back/", {})) == {("reason", "required")}
    back = at_hias.post(f"{at}death/take-back/", {"reason": "A mistake"}).json()
    assert (back["died_on"], back["death_known_by"]) == (None, "")


def test_closing_a_case_records_it(at_hias, case):
    body = {"close_reason": "died", "died_on": TODAY, "death_known_by": "authority", "death_told_by": "The hospital"}
    assert at_hias.post(f"/cases/{case.pk}/close/", body).status_code == 200
    assert at_hias.get(f"/people/{case.person_id}/").json()["death_told_by"] == "The hospital"
    problem(at_hias.post(f"/cases/{case.pk}/reopen/", {}), 409, "died")


def test_out_of_sight_there_is_nobody(at_nrc, case):
    problem(at_nrc.post(f"/people/{case.person_id}/death/", {"known_by": "family", "told_by": "x"}), 404)
