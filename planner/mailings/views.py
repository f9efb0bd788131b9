"""Who reads a newsletter, and what becomes of its letters."""

import csv
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.mailings import readers as all_readers
from planner.mailings import told
from planner.mailings.models import Reader
from planner.people.request import MemberRequest
from planner.schedule.export import harmless
from planner.states import WrongState

A_PAGE = 100
AGAIN = {"again": told.send_unknown_again, "again-refused": told.send_refused_again}


@require_safe
def readers(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Of a newsletter; other channels have none, and say so."""
    channel = _channel(request, channel_id)
    return _page(request, channel) if all_readers.has_readers(channel) else _no_readers(request, channel)


@require_POST
def readers_change(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Bring some, or change one."""
    channel, now, what = _channel(request, channel_id), timezone.now(), request.POST.get("do", "")
    if not all_readers.has_readers(channel):
        return _no_readers(request, channel)
    if what == "bring":
        return _bring(request, channel)
    which = request.POST.get("reader", "")
    reader = get_object_or_404(channel.readers, pk=which if which.isascii() and which.isdigit() else 0)
    if what in Reader.State.values:
        all_readers.set_state(reader, what, request.actor, now)
        messages.success(request, _("Saved."))
    elif what == "forget":
        all_readers.forget(reader, request.actor, now)
        messages.success(request, _("Forgotten: nothing of them is kept."))
    return redirect("readers", request.workspace.slug, channel_id)


@require_safe
def readers_csv(request: MemberRequest, channel_id: int) -> HttpResponse:
    """All of them, to take along."""
    channel = _channel(request, channel_id)
    rows = channel.readers.none()
    if request.method == "GET":
        rows = all_readers.take_along(channel, request.actor, timezone.now())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="readers-{channel.pk}.csv"'
    response["Cache-Control"] = "no-store"
    sheet = csv.writer(response)
    sheet.writerow(["email", "name", "state", "since"])
    for one in rows.iterator(1000):
        sheet.writerow([harmless(one.address), harmless(one.name), one.state, one.since.isoformat()])
    return response


@require_POST
def letters_change(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """Stop what has not left, let it go on, or send again what nobody knows of or what was refused."""
    delivery = get_object_or_404(Delivery, pk=delivery_id, workspace=request.workspace)
    now = timezone.now()
    try:
        mailing = told.insist(delivery)
        if request.POST.get("do") == "stop":
            told.stop(mailing, request.actor, now)
            messages.success(request, _("Stopped. What had left by now is out."))
        elif request.POST.get("do") == "go-on":
            told.go_on(mailing, request.actor, now)
            messages.success(request, _("The letters go on."))
        elif (again := AGAIN.get(request.POST.get("do", ""))) is not None:
            n = again(mailing, request.actor, now)
            words = ngettext("%(n)s letter is sent again.", "%(n)s letters are sent again.", n)
            messages.success(request, words % {"n": n})
    except WrongState as refusal:
        messages.error(request, str(refusal))
    return redirect("delivery", request.workspace.slug, delivery_id)


def _no_readers(request: MemberRequest, channel: Channel) -> HttpResponse:
    messages.error(request, _("Only a newsletter has readers."))
    return redirect("channel", request.workspace.slug, channel.pk)


def _bring(request: MemberRequest, channel: Channel) -> HttpResponse:
    typed, file = request.POST.get("addresses", ""), request.FILES.get("file")
    try:
        if "asked" not in request.POST:
            raise all_readers.NotReaders(
                _("Say that they asked for your letters. Without, do not write to them.")
            )
        if isinstance(file, UploadedFile) and (file.size or 0) > all_readers.MOST_BYTES:
            raise all_readers.NotReaders(_("That file is too large: 5 MB is the most."))
        data = file.read() if isinstance(file, UploadedFile) else typed.encode()
        rows = all_readers.table(data)
        brought = all_readers.bring(channel, rows, request.actor, timezone.now())
    except all_readers.NotReaders as refusal:
        return _page(request, channel, {"sorry": str(refusal), "typed": typed}, 422)
    return _page(request, channel, {"brought": brought})


def _page(
    request: MemberRequest, channel: Channel, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    words, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    rows = channel.readers.all()
    if words:
        rows = rows.filter(address__icontains=words) | rows.filter(name__icontains=words)
    if state in Reader.State.values:
        rows = rows.filter(state=state)
    context = {
        "channel": channel,
        "counts": told.readers_told(channel),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "state": state,
        "states": Reader.State.choices,
        **(more or {}),
    }
    return render(request, "mailings/readers.html", context, status=status)


def _channel(request: MemberRequest, channel_id: int) -> Channel:
    found: Channel = get_object_or_404(request.workspace.channels.here(), pk=channel_id)
    return found
