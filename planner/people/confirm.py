"""Ask for the password again before something that matters, when the last time is over ten minutes ago."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import reverse

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Only right after the person proved who they are. Guard a form's page too: nothing typed gets lost.

    Not allauth's own decorator: that one calls the view later by itself, past the gate.
    """

    @wraps(view)
    def asks(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if proved_lately(request):
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), reverse("account_reauthenticate"))

    return asks


def proved_lately(request: Any) -> bool:
    """Whether the person signed in or repeated the password within the last ten minutes."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
