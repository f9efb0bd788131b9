"""The web server finds the product here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "planner.settings")
application = get_wsgi_application()

from planner.deliveries.standby import Standby  # noqa: E402 - Django must be set up first

Standby().start()
