"""Past posts: a file is looked at, then brought, and can be taken back."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner.channels.models import Channel
from planner.past import bring, kept, tasks, undo, working
from planner.past.models import PastImport
from planner.past.plan import Plan
from planner.past.table import MOST_BYTES, MOST_ROWS
from planner.people.members import Refused
from planner.people.request import MemberRequest
from planner.states import WrongState
from planner.zones import offered, understood


@require_http_methods(["GET", "HEAD", "POST"])
def past(request: MemberRequest) -> HttpResponse:
    """What was brought; a POST looks at a file and writes nothing."""
    if request.method != "POST":
        return _page(request, {}, 200)
    try:
        channel = kept.channel_of(request.workspace, request.POST.get("channel", ""))
        zone = _zone(request, channel)
        data, name = _file(request)
        made, planned = bring.look(channel, data, name, zone, request.actor, timezone.now())
    except Refused as refusal:
        return _page(request, {"sorry": str(refusal), "typed": request.POST}, 422)
    return _shown(request, made, planned)


@require_safe
def past_import(request: MemberRequest, past_import_id: int) -> HttpResponse:
    """What a file would make, how far it is, or what it made; with `X-Part: progress` only how far."""
    one = _import(request, past_import_id)
    if request.headers.get("X-Part") == "progress":
        said = render_to_string("past/_progress.html", _progress(one), request)
        return JsonResponse({"is_running": one.is_running, "html": said})
    return _shown(request, one, kept.planned(one))


@require_POST
def past_change(request: MemberRequest, past_import_id: int) -> HttpResponse:
    """Bring what was shown, or the rest of it; take back what was brought."""
    one = _import(request, past_import_id)
    try:
        if request.POST.get("do") == "bring":
            kept.insist_on_shown(one, request.POST.get("digest", ""))
            _bring(request, one)
        elif request.POST.get("do") == "take-back":
            taken, stay = undo.take_back(one, request.actor, timezone.now())
            said = ngettext("%(n)s post was put away.", "%(n)s posts were put away.", taken) % {"n": taken}
            if stay:
                more = ngettext(
                    "%(n)s stays: somebody worked on it.", "%(n)s stay: somebody worked on them.", stay
                )
                said += " " + more % {"n": stay}
            messages.success(request, said)
    except (WrongState, Refused) as refusal:
        messages.error(request, str(refusal))
    return redirect("past-import", request.workspace.slug, one.pk)


def _bring(request: MemberRequest, one: PastImport) -> None:
    made = working.brought(one, request.actor, timezone.now())
    if made is None:
        tasks.write_past(one.pk)
        return
    said = ngettext("%(n)s past post is in the calendar.", "%(n)s past posts are in the calendar.", made)
    messages.success(request, said % {"n": made})


def _progress(one: PastImport) -> dict[str, Any]:
    return {"import": one, "made": one.posts.count()}


def _page(request: MemberRequest, more: dict[str, Any], status: int) -> HttpResponse:
    context = {
        "channels": request.workspace.channels.here(),
        "imports": kept.imports(request.workspace),
        "zones": offered(),
        "typed": {"zone": request.workspace.timezone},
        "most_megabytes": MOST_BYTES // 2**20,
        "most_rows": MOST_ROWS,
    }
    return render(request, "past/past.html", context | more, status=status)


def _shown(request: MemberRequest, one: PastImport, planned: Plan | None) -> HttpResponse:
    context = _progress(one) | {"plan": planned, "posts": kept.posts(one, planned)}
    return render(request, "past/import.html", context)


def _zone(request: MemberRequest, channel: Channel) -> str:
    """The zone of the table's times. Raises Refused."""
    zone = request.POST.get("zone", "").strip() or channel.zone_name
    if zone not in understood():
        said = _("There is no time zone “%(zone)s”. Choose one from the list, such as Europe/Moscow.")
        raise Refused(said % {"zone": zone[:60]})
    return zone


def _file(request: MemberRequest) -> tuple[bytes, str]:
    uploaded = request.FILES.get("file")
    if not isinstance(uploaded, UploadedFile):
        raise Refused(_("Choose a file first."))
    return uploaded.read(MOST_BYTES + 1), str(uploaded.name or "")


def _import(request: MemberRequest, past_import_id: int) -> PastImport:
    mine = PastImport.objects.filter(workspace=request.workspace).select_related("channel__workspace")
    return get_object_or_404(mine, pk=past_import_id)
