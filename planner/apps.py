"""Django finds the product here."""

from django.apps import AppConfig
from django.core import checks


class PlannerConfig(AppConfig):
    name = "planner"
    verbose_name = "Almanac"

    def ready(self) -> None:
        from planner.channels.connect import default_channels
        from planner.notices import answering, offers
        from planner.notices.derive import begin
        from planner.people.setup import furnish
        from planner.routes import check_policy
        from planner.rows import check_sqlite

        checks.register(check_policy, checks.Tags.security)
        checks.register(check_sqlite, checks.Tags.compatibility)
        for bring in (default_channels, begin):
            if bring not in furnish:
                furnish.append(bring)
        if answering.buttons_of not in offers.buttons:
            offers.buttons.append(answering.buttons_of)
            offers.contact_pages.append(answering.page_of)
            offers.answers.update(y=answering.pressed, c=answering.pressed)
