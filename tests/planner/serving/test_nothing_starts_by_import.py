"""Importing the application starts no thread: a process that forks, such as a test, must be alone."""

import threading


def test_the_application_alone_starts_nothing() -> None:
    from django.core.servers.basehttp import get_internal_wsgi_application

    assert get_internal_wsgi_application()
    assert "standby" not in {thread.name for thread in threading.enumerate()}


def test_the_web_server_runs_the_application_that_stands_in() -> None:
    from planner import serve

    assert serve.APPLICATION == "planner.web:application"
