"""What brings a file into the library: an upload, an address, another file for the same place, a crop."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from media import intake, renditions
from media.models import Asset
from planner import outside
from planner.library import cropping, fetching
from planner.library import replace as replacing
from planner.library.bringing import Brought, bring, bring_upload
from planner.library.describing import collection_of
from planner.people.request import MemberRequest
from planner.writing.desk import Person

REFUSALS = (intake.Refused, intake.NoRoom, intake.Crowded, fetching.NotFetched, renditions.NotMade)


@require_POST
def upload(request: MemberRequest) -> HttpResponse:
    """One file. The answer is its tile, or the sentence that says why it was not taken (422)."""
    try:
        return _told(request, _placed(request, _uploaded(request)))
    except REFUSALS as refusal:
        return _no(refusal)


@require_POST
def fetch(request: MemberRequest) -> HttpResponse:
    """A file by its address; answers as `upload` does, and with a page to a form that was sent."""
    try:
        got = fetching.fetch(request.POST.get("address", ""), outside.web())
        brought = _placed(request, bring(request.workspace, got.name, got.data, request.actor.name))
    except REFUSALS as refusal:
        if _is_asked_by_script(request):
            return _no(refusal)
        messages.error(request, str(refusal))
        return redirect("library", request.workspace.slug)
    if _is_asked_by_script(request):
        return _told(request, brought)
    messages.success(request, _said(brought))
    return _to(request, brought.asset)


@require_POST
def replace(request: MemberRequest, asset_id: int) -> HttpResponse:
    """Another file in its place, in drafts; then the page says where it is now, and where not."""
    old = _asset(request, asset_id)
    try:
        new = _uploaded(request).asset
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return _to(request, old)
    if new.pk == old.pk:
        messages.warning(request, _("That is the same file."))
        return _to(request, old)
    who = Person.who(request.actor, request.may)
    done = replacing.put_in_place(request.workspace, old, new, who)
    return render(request, "library/replaced.html", {"old": old, "new": new, "done": done})


@require_http_methods(["GET", "HEAD", "POST"])
def crop(request: MemberRequest, asset_id: int) -> HttpResponse:
    """The shapes of a picture, for the dialog over a post; a POST makes a crop, as `upload` for a script."""
    asset = _asset(request, asset_id)
    if request.method != "POST":
        return render(request, "library/_cropping.html", cropping.offered(asset))
    try:
        brought = cropping.cut(request.workspace, asset, request.POST.dict(), request.actor.name)
    except (*REFUSALS, cropping.NoShape) as refusal:
        if _is_asked_by_script(request):
            return _no(refusal)
        messages.error(request, str(refusal))
        return _to(request, asset)
    if _is_asked_by_script(request):
        return _told(request, brought)
    messages.success(request, _said(brought) if brought.was_there else _("Saved as a new picture."))
    return _to(request, brought.asset)


def _uploaded(request: MemberRequest) -> Brought:
    return bring_upload(request.workspace, request.FILES.get("file"), request.actor.name)


def _placed(request: MemberRequest, brought: Brought) -> Brought:
    """In the collection that was open, unless it has its place already."""
    asset = brought.asset
    wanted = collection_of(asset.library_id, str(request.POST.get("collection", "")))
    if wanted is not None and asset.collection_id is None:
        asset.collection = wanted
        asset.save(update_fields=["collection"])
    return brought


def _told(request: MemberRequest, brought: Brought) -> HttpResponse:
    asset = brought.asset
    total = Asset.objects.of(request.workspace.library).count()
    return JsonResponse(
        {
            "total": total,
            "files": ngettext("%(n)s file", "%(n)s files", total) % {"n": total},
            "id": asset.pk,
            "was_there": brought.was_there,
            "said": _said(brought),
            "note": brought.note,
            "address": reverse("library-asset", args=[request.workspace.slug, asset.pk]),
            "tile": render_to_string("library/_tile.html", {"asset": asset}, request),
        }
    )


def _said(brought: Brought) -> str:
    return _("It was there already") if brought.was_there else _("In the library")


def _no(refusal: Exception) -> HttpResponse:
    """A 503 is worth another try: uploads.js makes it by itself."""
    status = 503 if isinstance(refusal, intake.Crowded) else 422
    return HttpResponse(str(refusal), status=status, content_type="text/plain; charset=utf-8")


def _is_asked_by_script(request: MemberRequest) -> bool:
    return request.headers.get("X-Part") == "tile"


def _asset(request: MemberRequest, asset_id: int) -> Asset:
    return get_object_or_404(Asset.objects.of(request.workspace.library), pk=asset_id)


def _to(request: MemberRequest, asset: Asset) -> HttpResponse:
    return redirect("library-asset", request.workspace.slug, asset.pk)
