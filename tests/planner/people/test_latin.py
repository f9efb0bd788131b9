"""A Russian name becomes an address that people can read."""

import pytest

from planner.people.latin import latin
from planner.people.setup import free_slug


def test_cyrillic_letters_are_spelt_as_in_passports() -> None:
    assert latin("Книжный у причала") == "knizhnyi u prichala"
    assert latin("Щука, ёж и объём") == "shchuka, ezh i obieem"
    assert latin("North Pier") == "north pier"


@pytest.mark.django_db
def test_a_workspace_with_a_russian_name_has_a_readable_address() -> None:
    assert free_slug("Книжный у причала") == "knizhnyi-u-prichala"
    assert free_slug("本屋") == "team"
