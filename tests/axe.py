"""What axe finds on a page in a browser: nothing serious, nothing critical."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

GRAVE = {"serious", "critical"}


def findings(page: Any) -> list[str]:
    """Each grave finding with the places where it is, as text."""
    said = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): " + " | ".join(node["html"][:160] for node in one["nodes"][:4])
        for one in said
        if one["impact"] in GRAVE
    ]


def insist_on_axe(page: Any) -> None:
    found = findings(page)
    assert not found, "\n".join(found)
