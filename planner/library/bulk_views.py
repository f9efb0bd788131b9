"""What is done with several assets at once, with one, and with collections."""

from collections.abc import Collection as Several

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from media.models import Asset, Collection
from planner.library import describing, gathering, removing
from planner.library.finding import number
from planner.people.request import MemberRequest

MOST = 500  # assets in one act


@require_POST
def bulk(request: MemberRequest) -> HttpResponse:
    """Tag, move, take out or bring back what was chosen."""
    chosen = [pk for one in request.POST.getlist("asset")[:MOST] if (pk := number(str(one))) is not None]
    owner, what = request.workspace.library, request.POST.get("do", "")
    if not chosen:
        messages.error(request, _("Choose some files first."))
    elif what == "tag":
        _say_tagged(request, describing.tag(owner, chosen, request.POST.get("tags", "")))
    elif what == "move":
        _move(request, chosen)
    elif what == "remove":
        return _remove(request, chosen, _back(request))
    elif what == "bring_back":
        _say_back(request, len(removing.bring_back(request.workspace, chosen, request.actor)))
    elif what == "erase":
        _say_erased(request, *removing.erase(request.workspace, chosen, request.actor))
    return HttpResponseRedirect(_back(request))


@require_POST
def change(request: MemberRequest, asset_id: int) -> HttpResponse:
    """Take one asset out of the library, or bring it back."""
    mine = Asset.objects.filter(library__owner=request.workspace.library)
    asset = get_object_or_404(mine, pk=asset_id)
    page = reverse("library-asset", args=[request.workspace.slug, asset.pk])
    if request.POST.get("do") == "remove":
        return _remove(request, [asset.pk], reverse("library", args=[request.workspace.slug]))
    if request.POST.get("do") == "bring_back":
        _say_back(request, len(removing.bring_back(request.workspace, [asset.pk], request.actor)))
    return HttpResponseRedirect(page)


@require_POST
def collections(request: MemberRequest) -> HttpResponse:
    """Make a collection, rename one, or take one away; its assets stay."""
    owner, what, name = request.workspace.library, request.POST.get("do", ""), request.POST.get("name", "")
    mine = Collection.objects.filter(library__owner=owner)
    found = mine.filter(pk=number(request.POST.get("collection", "")) or 0).first()
    try:
        if what == "make":
            found = gathering.make(owner, name)
        elif what == "rename" and found:
            gathering.rename(found, name)
        elif what == "take_away" and found:
            gathering.take_away(found)
            messages.success(request, _("The collection is gone; its pictures are still here."))
            return redirect("library", request.workspace.slug)
    except gathering.NoName as refusal:
        messages.error(request, str(refusal))
    page = reverse("library", args=[request.workspace.slug])
    return HttpResponseRedirect(f"{page}?collection={found.pk}" if found and found.pk else page)


def _remove(request: MemberRequest, chosen: Several[int], back: str) -> HttpResponse:
    done = removing.remove(request.workspace, chosen, request.actor, timezone.now())
    if done.kept:
        return render(request, "library/kept.html", {"done": done, "back": back}, status=409)
    if done.gone:
        said = ngettext("%(n)s picture is taken out.", "%(n)s pictures are taken out.", len(done.gone))
        messages.success(request, said % {"n": len(done.gone)} + " " + _("Find them under “Removed”."))
    return HttpResponseRedirect(back)


def _say_erased(request: MemberRequest, gone: int, kept: int) -> None:
    if gone:
        said = ngettext("%(n)s file is deleted for good.", "%(n)s files are deleted for good.", gone)
        messages.success(request, said % {"n": gone})
    if kept:
        said = ngettext(
            "%(n)s file stays, because a post shows it or showed it.",
            "%(n)s files stay, because posts show them or showed them.",
            kept,
        )
        messages.warning(request, said % {"n": kept})


def _move(request: MemberRequest, chosen: Several[int]) -> None:
    owner = request.workspace.library
    pk = number(request.POST.get("collection", "")) or 0
    to = Collection.objects.filter(library__owner=owner, pk=pk).first()
    count = describing.move(owner, chosen, to)
    if to:
        said = ngettext("%(n)s picture is in “%(name)s”.", "%(n)s pictures are in “%(name)s”.", count)
        messages.success(request, said % {"n": count, "name": to.name})
    else:
        said = ngettext(
            "%(n)s picture is in no collection now.", "%(n)s pictures are in no collection now.", count
        )
        messages.success(request, said % {"n": count})


def _say_tagged(request: MemberRequest, count: int) -> None:
    if count:
        said = ngettext("%(n)s picture has the tags.", "%(n)s pictures have the tags.", count)
        messages.success(request, said % {"n": count})
    else:
        messages.error(request, _("Write a tag first."))


def _say_back(request: MemberRequest, count: int) -> None:
    said = ngettext("%(n)s picture is back.", "%(n)s pictures are back.", count)
    messages.success(request, said % {"n": count})


def _back(request: MemberRequest) -> str:
    """The library as it was looked at."""
    query = QueryDict(request.POST.get("back", "")).urlencode()
    page = reverse("library", args=[request.workspace.slug])
    return f"{page}?{query}" if query else page
