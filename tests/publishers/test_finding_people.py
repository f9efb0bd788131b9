"""Names, looked up on networks that allow it."""

import pytest

from publishers.base import FindsPeople
from tests.publishers.places import Place


@pytest.mark.where(lambda kind: issubclass(kind, FindsPeople))
def test_people_are_found_by_their_first_letters(there: Place) -> None:
    publisher = there.publisher
    assert isinstance(publisher, FindsPeople)
    publisher.check()
    found = publisher.find_people("ver")
    assert [one.name for one in found] == ["Vera Lind", "Verde"]
    assert all(one.handle.startswith("@ver") for one in found)
    assert publisher.find_people("nobody") == ()
