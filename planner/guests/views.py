"""The page behind a link. To open it changes nothing, however often and by whomever; a POST answers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from planner.deliveries import agree
from planner.guests import answering, inviting, links, remarking, shown
from planner.guests.models import ReviewLink
from planner.guests.opened import Opened, look
from planner.guests.persons import actor_of, language_of
from planner.guests.wall import MOST_UNKNOWN_A_MINUTE, too_often, unlisted, wait
from planner.remarks.panel import panel

MOST_A_MINUTE = 60  # of one link
MOST_ANSWERS_A_MINUTE = 10
LONGEST_NOTE = 5000


@require_safe
@never_cache
def guest_review(request: HttpRequest, token: str) -> HttpResponse:
    """Read what goes out, with the buttons to answer. `?do=approve` only puts the focus on one."""
    link = _link(request, token, MOST_A_MINUTE)
    if not isinstance(link, ReviewLink):
        return link
    with _as_they_read(link), timezone.override(link.workspace.zone):
        return _page(request, link, look(link, timezone.now()))


@require_POST
@never_cache
def guest_answer(request: HttpRequest, token: str) -> HttpResponse:
    link = _link(request, token, MOST_ANSWERS_A_MINUTE)
    if not isinstance(link, ReviewLink):
        return link
    note = request.POST.get("note", "").replace("\x00", "")[:LONGEST_NOTE]
    with _as_they_read(link), timezone.override(link.workspace.zone):
        try:
            if request.POST.get("do") == "changes":
                answering.ask_for_changes(link, timezone.now(), note)
            elif request.POST.get("do") == "take_back":
                answering.take_back(link, timezone.now())
            elif request.POST.get("shown", "") not in {"", shown.seal(shown.drawn(link.version))}:
                changed = _("What goes out has changed since you opened this page. Read it once more.")
                return _page(request, link, None, sorry=changed)
            elif request.POST.get("do") == "approve":
                answering.approve(link, timezone.now(), note)
            else:
                return _page(request, link, None, sorry=_("Nothing was answered. Press one of the buttons."))
        except answering.REFUSALS as refusal:
            return _page(request, _anew(link), None, sorry=str(refusal), note=note)
        return redirect("guest-review", token)


@require_POST
@never_cache
def guest_remark(request: HttpRequest, token: str) -> HttpResponse:
    """Say something about the post without answering: a new comment, or a reply in a thread of theirs."""
    link = _link(request, token, MOST_ANSWERS_A_MINUTE)
    if not isinstance(link, ReviewLink):
        return link
    text, quote = (request.POST.get(name, "").replace("\x00", "") for name in ("remark", "quote"))
    thread = request.POST.get("thread", "")
    with _as_they_read(link), timezone.override(link.workspace.zone):
        try:
            remarking.say(link, text, quote, int(thread) if thread.isdecimal() and len(thread) < 16 else None)
        except answering.REFUSALS as refusal:
            return _page(request, _anew(link), None, sorry=str(refusal))
        return redirect(f"{reverse('guest-review', args=[token])}#remarks")


@require_POST
@never_cache
def guest_fresh(request: HttpRequest, token: str) -> HttpResponse:
    """Have the newest version's link written to its person's own address. It is never shown here."""
    link = _link(request, token, MOST_ANSWERS_A_MINUTE)
    if not isinstance(link, ReviewLink):
        return link
    with _as_they_read(link):
        inviting.send_fresh(link, timezone.now())
        words = _("If you are asked about the newest version, a letter with its link is on its way to you.")
        return _answer(request, "guests/closed.html", {"link": link, "words": words}, 200)


def _page(
    request: HttpRequest, link: ReviewLink, opened: Opened | None, sorry: str = "", note: str = ""
) -> HttpResponse:
    now = timezone.now()
    opened = opened or look(link, now)
    if not opened.is_open:
        said = {"link": link, "words": opened.words, "can_send_fresh": opened.can_send_fresh, "sorry": sorry}
        return _answer(request, "guests/closed.html", said | {"token": links.token_of(link)}, 410)
    drawn = shown.drawn(link.version)
    after = shown.next_of_batch(link, now) if opened.answer else None
    context: dict[str, Any] = {
        "link": link,
        "token": links.token_of(link),
        "opened": opened,
        "post": link.post,
        "version": link.version,
        "workspace": link.workspace,
        "asker": shown.who_asks(link),
        "drawn": drawn,
        "seal": shown.seal(drawn),
        "since": shown.since_last_answer(link),
        "next": after,
        "next_path": shown.path_of(after) if after else "",
        "has_comment": agree.open_comment(link.post, actor_of(link.person)) is not None,
        "focus": request.GET.get("do", ""),
        "sorry": sorry,
        "note": note,
        "remarks": panel(link.post, link.contact) if link.contact else None,
        "is_past": link.post.planned_at is not None and link.post.planned_at <= now,
    }
    return _answer(request, "guests/review.html", context, 422 if sorry else 200)


def _link(request: HttpRequest, token: str, most: int) -> ReviewLink | HttpResponse:
    """The link of this secret; or the answer to who has none, or asks too often."""
    found = links.find(token)
    if found is None:
        if too_often(f"no-guest:{request.META.get('REMOTE_ADDR', '')}", MOST_UNKNOWN_A_MINUTE):
            return wait()
        return _answer(request, "guests/closed.html", {"words": _("This link does not work.")}, 404)
    return wait() if too_often(f"guest:{most}:{found.pk}", most) else found


def _anew(link: ReviewLink) -> ReviewLink:
    return links.find(links.token_of(link)) or link


def _as_they_read(link: ReviewLink) -> Any:
    return translation.override(language_of(link.person, link.workspace, dict(settings.LANGUAGES)))


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    answer = render(request, template, context, status=status)
    return unlisted(answer)
