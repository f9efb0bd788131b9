"""The pages of notices: what one is told, how one wants to be told, and the ways that a workspace gives."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner.notices import setting
from planner.notices.kinds import CHOSEN, Pace
from planner.notices.listing import PAGE, listed, read
from planner.notices.models import Notice, Reachable, TelegramBot, TelegramChat, Webhook
from planner.notices.reach import Wish, mail_goes_out
from planner.people.request import MemberRequest
from planner.zones import offered
from publishers.telegram.api import SERVER

QUIET = ("quiet_from", "quiet_until", "zone")


@require_safe
def notices(request: MemberRequest) -> HttpResponse:
    """Newest first; `before` is the id of the oldest one seen."""
    before, group = request.GET.get("before", ""), request.GET.get("show", "")
    known = int(before) if before.isdecimal() and len(before) < 16 else None
    with timezone.override(request.workspace.zone):
        shown = listed(request.user, request.workspace, group, known)
    return render(
        request,
        "notices/notices.html",
        {
            "shown": shown[:PAGE],
            "older": shown[PAGE - 1].notice.pk if len(shown) > PAGE else None,
            "group": group,
            "mail": mail_goes_out(),
            "unread": Notice.objects.shown_to(request.user, request.workspace).unread().exists(),
        },
    )


@require_POST
def notices_read(request: MemberRequest) -> HttpResponse:
    """One, or all of them; by a script that follows a link, without a page."""
    one = request.POST.get("notice", "")
    ids = [int(one)] if one.isdecimal() and len(one) < 16 else None if not one else []
    read(request.user, request.workspace, ids, timezone.now())
    if request.POST.get("quiet"):
        return HttpResponse(status=204)
    return redirect("notices", request.workspace.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: MemberRequest) -> HttpResponse:
    """A person's own wishes, in this workspace; their quiet hours hold in all."""
    if request.method != "POST":
        return _settings(request)
    quiet = {name: request.POST.get(name, "") for name in QUIET}
    try:
        setting.rest(request.user, *quiet.values())
    except setting.NotSet as refusal:
        chosen = {"rows": setting.rows(request.user, request.workspace, _wishes(request))}
        return _settings(request, chosen | {"quiet": quiet, "sorry": str(refusal)})
    setting.choose(request.user, request.workspace, _wishes(request))
    messages.success(request, _("Saved."))
    return redirect("notice-settings", request.workspace.slug)


def _wishes(request: MemberRequest) -> dict[str, Wish]:
    """What the form said of the kinds that it showed."""
    typed = request.POST
    return {
        kind.name: Wish(
            product=f"product:{kind.name}" in typed or kind.is_sure,
            email=f"email:{kind.name}" in typed,
            telegram=f"telegram:{kind.name}" in typed,
            pace=typed.get(f"pace:{kind.name}", Pace.NOW),
        )
        for kind in CHOSEN
        if f"shown:{kind.name}" in typed
    }


def _settings(request: MemberRequest, refused: dict[str, Any] | None = None) -> HttpResponse:
    """What is kept; `refused`: what was chosen instead, and why it is not."""
    reachable = Reachable.objects.filter(user=request.user).first()
    bot = TelegramBot.objects.filter(workspace=request.workspace).first()
    chat = TelegramChat.objects.filter(bot=bot, user=request.user).first() if bot else None
    code = request.session.get("notice-code", "")
    context = {
        "rows": setting.rows(request.user, request.workspace),
        "paces": Pace.choices,
        "quiet": {name: getattr(reachable, name, "") for name in QUIET},
        "zones": offered(),
        "mail": mail_goes_out(),
        "bot": bot,
        "chat": chat,
        "code": code if chat and chat.is_waiting(timezone.now()) and setting.is_link(code, chat) else "",
    }
    return render(request, "notices/settings.html", context | (refused or {}), status=422 if refused else 200)


@require_POST
def notice_telegram(request: MemberRequest) -> HttpResponse:
    """Link a chat with the workspace's bot, or end that."""
    if request.POST.get("do") == "end":
        setting.end_link(request.user, request.workspace)
        request.session.pop("notice-code", None)
        messages.success(request, _("Nothing comes by Telegram any more."))
    else:
        try:
            code = setting.begin_link(request.user, request.workspace, timezone.now())
            request.session["notice-code"] = code
        except setting.NotSet as refusal:
            messages.error(request, str(refusal))
    return redirect("notice-settings", request.workspace.slug)


# --- For admins -----------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_ways(request: MemberRequest) -> HttpResponse:
    """The workspace's bot and its webhooks; a POST connects or removes the bot."""
    if request.method != "POST":
        return _ways(request)
    now = timezone.now()
    if request.POST.get("do") == "remove":
        setting.remove_bot(request.workspace, request.actor, now)
        messages.success(request, _("The bot is removed."))
        return redirect("notice-ways", request.workspace.slug)
    return _try(request, lambda: _connect(request, now), "bot")


def _connect(request: MemberRequest, now: datetime) -> None:
    token, server = request.POST.get("token", ""), request.POST.get("server", "")
    bot = setting.connect_bot(request.workspace, token, server, request.actor, now)
    messages.success(
        request, _("%(name)s answers. People can link it on their own page now.") % {"name": bot}
    )


@require_POST
def webhook_new(request: MemberRequest) -> HttpResponse:
    def add() -> None:
        webhook, secret = setting.add_webhook(
            request.workspace,
            request.POST.get("url", ""),
            request.POST.getlist("kinds"),
            request.actor,
            timezone.now(),
        )
        request.session["webhook-secret"] = {"id": webhook.pk, "secret": secret}

    return _try(request, add, "webhook")


@require_POST
def webhook_change(request: MemberRequest, webhook_id: int) -> HttpResponse:
    """Switch it on or off, give it another secret, remove it."""
    webhook = get_object_or_404(Webhook, workspace=request.workspace, pk=webhook_id)
    what, now = request.POST.get("do", ""), timezone.now()
    if what == "remove":
        setting.remove_webhook(webhook, request.actor, now)
        messages.success(request, _("The webhook is removed."))
    elif what == "secret":
        secret = setting.renew_secret(webhook, request.actor, now)
        request.session["webhook-secret"] = {"id": webhook.pk, "secret": secret}
    elif what in {"on", "off"}:
        setting.change_webhook(webhook, request.actor, now, is_on=what == "on")
        messages.success(request, _("It is on.") if what == "on" else _("It is off."))
    return redirect("notice-ways", request.workspace.slug)


def _try(request: MemberRequest, act: Any, form: str) -> HttpResponse:
    """Do it, or show the page with what was typed in this form; a token is not sent back."""
    try:
        act()
    except setting.NotSet as refusal:
        typed = {name: request.POST.get(name, "") for name in ("url", "server")}
        return _ways(request, {form: typed | {"why": str(refusal), "kinds": request.POST.getlist("kinds")}})
    return redirect("notice-ways", request.workspace.slug)


def _ways(request: MemberRequest, refused: dict[str, Any] | None = None) -> HttpResponse:
    fresh = request.session.pop("webhook-secret", None)
    context = {
        "bot": TelegramBot.objects.filter(workspace=request.workspace).first(),
        "server": SERVER,
        "webhooks": Webhook.objects.filter(workspace=request.workspace),
        "fresh": fresh,
        "kinds": CHOSEN,
        "mail": mail_goes_out(),
        "refused": refused,
    }
    return render(request, "notices/ways.html", context, status=422 if refused else 200)
