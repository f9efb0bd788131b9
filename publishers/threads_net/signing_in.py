"""Signing in at Threads with the person's own app, and renewing the token of 60 days."""

from publishers.meta.signing_in import SignsInForAToken
from publishers.threads_net.credentials import API, Asked

SCOPES = (
    "threads_basic",
    "threads_content_publish",
    "threads_manage_replies",
    "threads_read_replies",
    "threads_manage_mentions",
    "threads_manage_insights",
    "threads_delete",
)


class SignsInToThreads(SignsInForAToken):
    Asked = Asked
    scopes = SCOPES
    network = "Threads"
    short = "th"
    login = "https://threads.net"
    codes = API
    api = API
