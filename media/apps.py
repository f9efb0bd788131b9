"""Django finds the asset library here."""

from django.apps import AppConfig
from django.core import checks


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = "Asset library"

    def ready(self) -> None:
        from media.checks import check_bucket

        checks.register(check_bucket, checks.Tags.compatibility)
