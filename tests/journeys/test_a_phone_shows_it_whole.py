"""Pages with long addresses and menus at the edge fit a phone, in both languages."""

from typing import Any

import pytest
from django.utils import timezone

import publishers
from planner.people.models import User
from tests.journeys.looks import PHONE, insist_on_width, picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("language", ["en", "ru"])]


@pytest.fixture
def page(visit: Any, olga: Any, language: str) -> Any:
    User.objects.filter(pk=olga.pk).update(language=language)
    return visit(olga, **PHONE, locale=language)


def test_every_networks_connecting(page: Any) -> None:
    for network in publishers.PUBLISHERS:
        page.goto(f"/w/harbour/channels/new/{network}/")
        page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")
        insist_on_width(page)
        if network == "youtube":
            picture(page, "youtube")


@pytest.mark.parametrize("address", ["reports/month/%Y-%m/", "history/", "insights/"])
def test_a_menu_at_the_edge(page: Any, address: str) -> None:
    page.goto(f"/w/harbour/{timezone.now().strftime(address)}")
    for menu in page.locator(".pick.to-end").all():
        menu.locator("summary").click()
        insist_on_width(page)
        box = menu.locator(".menu").bounding_box()
        assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True), box
        picture(page, "menu", whole=False)
        menu.locator("summary").click()
