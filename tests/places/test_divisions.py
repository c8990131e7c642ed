"""The provinces and cantons of Ecuador, as the INEC lists them."""

import pytest

from casework.places.models import Division

pytestmark = pytest.mark.django_db


def test_there_are_24_provinces_and_222_cantons():
    assert (Division.objects.provinces().count(), Division.objects.cantons().count()) == (24, 222)


def test_a_cantons_code_begins_with_its_provinces():
    for canton in Division.objects.cantons().select_related("parent"):
        assert canton.code[:2] == canton.parent_id == canton.parent.code
        assert len(canton.code) == 4
    assert all(len(province.code) == 2 for province in Division.objects.provinces())


def test_codes_keep_their_zeros_and_names_their_accents():
    cuenca = Division.objects.get(code="0101")
    assert str(cuenca) == "Cuenca, Azuay"
    assert str(cuenca.parent) == "Azuay"
    assert Division.objects.filter(name__contains="ñ").exists()
    assert not Division.objects.filter(name__regex="[ÃÂ�]").exists()
