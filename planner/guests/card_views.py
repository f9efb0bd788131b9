"""The card "Client links" of a post: who has one; revoke, send again, make one by hand."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from planner.guests import card, inviting, links
from planner.guests.models import ReviewLink
from planner.people.groups import Contact
from planner.people.request import MemberRequest
from planner.posts.models import Post
from planner.reviews.seats import NotYours


@require_safe
@never_cache
def post_links(request: MemberRequest, post_id: int) -> HttpResponse:
    """The card, which the post's page asks for when it has time; a page of its own without scripts."""
    return _shown(request, _post(request, post_id))


@require_POST
@never_cache
def post_links_change(request: MemberRequest, post_id: int) -> HttpResponse:
    """Revoke a link; or for a contact, write again or make one by hand.

    Whoever makes one gets the page itself as the answer, because its address is shown only this once.
    """
    post, what, now = _post(request, post_id), request.POST.get("do", ""), timezone.now()
    if what == "revoke":
        links.revoke(_link(request, post), request.actor, now)
        messages.success(request, _("The link is revoked: it opens nothing any more."))
    elif what == "send":
        _send(request, post, _contact(request))
    elif what == "make":
        contact = _contact(request)
        try:
            address = card.make_by_hand(post, contact, request.actor, now)
            return _shown(request, post, made={"name": str(contact), "address": address})
        except NotYours as refusal:
            messages.error(request, str(refusal))
    return redirect("post-links", request.workspace.slug, post.pk)


def _send(request: MemberRequest, post: Post, contact: Contact) -> None:
    now = timezone.now()
    if inviting.send_again(post, contact, now):
        card.note_sending(post, contact, request.actor, now)
        messages.success(request, _("A letter to %(name)s is on its way.") % {"name": contact})
    else:
        why = _("Not sent: nothing waits for them, or they were written to a moment ago.")
        messages.error(request, why)


def _shown(request: MemberRequest, post: Post, **more: object) -> HttpResponse:
    context: dict[str, Any] = {"post": post, "rows": card.rows(post, timezone.now())}
    context |= {"is_plain": "plain" in request.GET}
    part = bool(request.headers.get("HX-Request")) and not more
    return render(request, "guests/_links.html" if part else "guests/links.html", context | more)


def _post(request: MemberRequest, post_id: int) -> Post:
    ours = Post.objects.filter(workspace=request.workspace).select_related("head", "workspace")
    return get_object_or_404(ours, pk=post_id)


def _link(request: MemberRequest, post: Post) -> ReviewLink:
    found = ReviewLink.objects.select_related("post").filter(workspace=request.workspace, post=post)
    return get_object_or_404(found, pk=_number(request.POST.get("link", "")))


def _contact(request: MemberRequest) -> Contact:
    here = Contact.objects.filter(workspace=request.workspace, removed_at=None).select_related("workspace")
    return get_object_or_404(here, pk=_number(request.POST.get("contact", "")))


def _number(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise Http404
    return int(said)
