"""/me/ and the lists that bodies and filters refer to."""

from tests.api.conftest import api_of, problem, signed_in


def test_me(ana):
    me = signed_in(ana).get("/me/").json()
    assert me["user"] == {
        "id": str(ana.user_id),
        "full_name": "Ana",
        "email": "ana@hias.example",
        "language": "en",
        "is_service": False,
    }
    assert me["membership"]["role"] == "caseworker"
    assert me["membership"]["organisation"]["kind"] == "partner"
    assert "assign" not in me["rights"]
    assert me["sections_read"][0] == "identity"


def test_divisions(at_hias):
    provinces = at_hias.get("/divisions/", {"level": 1}).json()["results"]
    assert len(provinces) == 24
    assert provinces[0] == {"code": "01", "level": 1, "name": "Azuay", "parent": None, "region": provinces[0]["region"]}
    cantons = at_hias.get("/divisions/", {"parent": "17"}).json()["results"]
    assert {canton["parent"] for canton in cantons} == {"17"}
    assert at_hias.get("/divisions/1701/").json()["name"] == "Quito"
    problem(at_hias.get("/divisions/0000/"), 404)
    second = at_hias.http.get(at_hias.get("/divisions/", {"page_size": 200}).json()["next"]).json()
    assert (len(second["results"]), second["next"]) == (46, None)


def test_organisations(interior, hias):
    api = api_of(hias)
    names = [o["short_name"] for o in api.get("/organisations/").json()["results"]]
    assert names == ["HIAS", "Ministerio del Interior"]
    (ministry,) = api.get("/organisations/", {"kind": "ministry"}).json()["results"]
    assert ministry["duty"] == "cpm"
    assert api.get(f"/organisations/{ministry['id']}/").json() == ministry


def test_pathways(at_hias):
    pathway = at_hias.get("/pathways/virte/").json()
    fees = {stage["stage"]: (stage["fee"], stage["currency"]) for stage in pathway["stages"]}
    assert fees["visa"] == ("80.00", "USD")
    assert pathway in at_hias.get("/pathways/").json()["results"]
    problem(at_hias.get("/pathways/none/"), 404)
