"""A post's versions: what each changed, and bringing one back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner.people.request import MemberRequest
from planner.posts.changes import changes
from planner.posts.models import Version
from planner.posts.reading import post_of
from planner.posts.unsaved import Unsaved
from planner.states import WrongState
from planner.writing import composer, desk, restore

MOST = 60


@require_safe
def history(request: MemberRequest, post_id: int) -> HttpResponse:
    """Every version, newest first, each with what changed in it."""
    found = post_of(request, post_id)
    versions = list(Version.objects.complete().filter(post=found).order_by("-number")[: MOST + 1])
    all_channels = list(request.workspace.channels.all())
    channels = {channel.pk: channel.name for channel in all_channels}
    options = {channel.pk: channel.kind.options for channel in all_channels}
    assets = {one.asset_id: str(one.asset) for version in versions for one in version.pictures}
    said = [version.content() for version in versions]
    rows = [
        (version, changes(said[at + 1] if at + 1 < len(said) else None, said[at], channels, assets, options))
        for at, version in enumerate(versions[:MOST])
    ]
    who = desk.Person.who(request.actor, request.may)
    context = {
        "post": found,
        "rows": rows,
        "may_restore": not composer.is_fixed(found, who),
        "unsaved": Unsaved.objects.filter(post=found, user=request.user).first(),
        "more": len(versions) > MOST,
        "now": timezone.now(),
    }
    return render(request, "posts/history.html", context)


@require_POST
def post_restore(request: MemberRequest, post_id: int, number: int) -> HttpResponse:
    found = post_of(request, post_id)
    version = get_object_or_404(Version.objects.complete(), post=found, number=number)
    try:
        made = restore.restore(found, version, desk.Person.who(request.actor, request.may))
    except (WrongState, desk.NotAllowed) as refusal:
        messages.error(request, str(refusal))
        return redirect("post-history", request.workspace.slug, found.pk)
    if made is None:
        messages.info(request, _("The newest version says the same already."))
    else:
        values = {"n": number, "new": made.number}
        messages.success(request, _("Version %(n)s is back, as version %(new)s.") % values)
    return redirect("post", request.workspace.slug, found.pk)
