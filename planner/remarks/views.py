"""Comments on a post: the panel, and what is said in it. Without htmx each act leads back to the page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner.deliveries.asked import asking
from planner.people.permissions import Verb
from planner.people.request import MemberRequest
from planner.posts.models import Overtaken, Post
from planner.remarks import discussing, people
from planner.remarks.models import Remark, Suggestion, Thread
from planner.remarks.panel import panel
from planner.remarks.places import TEXT
from planner.remarks.readers import sees_internal, threads_for
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.writing import desk, suggestions
from publishers.message import Person

REFUSALS = (NotYours, Overtaken, WrongState, desk.NotAllowed)


@require_http_methods(["GET", "HEAD", "POST"])
def remarks(request: MemberRequest, post_id: int) -> HttpResponse:
    """The panel as a part; a POST begins a thread."""
    post = _post(request, post_id)
    if request.method == "POST":
        said = _said(request)
        return _done(request, post, lambda: _begin(request, post, said))
    return _panel(request, post)


@require_POST
def remark_thread(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Answer, suggest other words, resolve, reopen."""
    thread = _thread(request, thread_id)
    what, text = request.POST.get("do", "reply"), _typed(request, "remark")
    acts: dict[str, Callable[[], object]] = {
        "reply": lambda: discussing.reply(thread, request.actor, text, timezone.now()),
        "suggest": lambda: discussing.suggest(thread, request.actor, text, timezone.now()),
        "resolve": lambda: discussing.resolve(thread, request.actor, timezone.now()),
        "reopen": lambda: discussing.reopen(thread, request.actor, timezone.now()),
    }
    return _done(request, thread.post, acts.get(what, acts["reply"]))


@require_POST
def remark_change(request: MemberRequest, remark_id: int) -> HttpResponse:
    """Its writer says it otherwise, or takes it away."""
    remark = get_object_or_404(Remark.objects.select_related("thread__post__workspace"), pk=remark_id)
    _thread(request, remark.thread_id)
    if request.POST.get("do") == "remove":
        return _done(
            request, remark.thread.post, lambda: discussing.remove(remark, request.actor, timezone.now())
        )
    text = _typed(request, "remark")
    return _done(
        request, remark.thread.post, lambda: discussing.change(remark, request.actor, text, timezone.now())
    )


@require_POST
def suggestion_decide(request: MemberRequest, suggestion_id: int) -> HttpResponse:
    """Take the suggested words into the post, or decline them."""
    suggestion = get_object_or_404(Suggestion.objects.select_related("thread__post"), pk=suggestion_id)
    post = _thread(request, suggestion.thread_id).post
    who, now = desk.Person.who(request.actor, request.may), timezone.now()
    if request.POST.get("do") == "reject":
        return _done(
            request, post, lambda: suggestions.reject(suggestion, who, now, _typed(request, "reason"))
        )
    return _done(request, post, lambda: _accept(request, suggestion, who), is_new=True)


@require_safe
def remark_people(request: MemberRequest) -> HttpResponse:
    """Whom a few letters behind an @ may mean."""
    knows = sees_internal(request.membership)
    is_for_client = not knows or request.GET.get("client") == "1"
    found = people.suggested(request.workspace, request.GET.get("q", "")[:60], is_for_client, knows)
    return render(request, "posts/_names.html", {"people": [Person(name, beside) for name, beside in found]})


def _begin(request: MemberRequest, post: Post, said: discussing.Said) -> None:
    discussing.begin(post, request.actor, said, timezone.now())


def _accept(request: MemberRequest, suggestion: Suggestion, who: desk.Person) -> None:
    number = suggestions.accept(suggestion, who, timezone.now())
    messages.success(request, _("Accepted: it is version %(n)s now.") % {"n": number})


def _said(request: MemberRequest) -> discussing.Said:
    start = request.POST.get("start", "")
    return discussing.Said(
        text=_typed(request, "remark"),
        where=_typed(request, "where")[:24] or TEXT,
        quote=_typed(request, "quote"),
        start=int(start) if start.isdecimal() and len(start) < 9 else None,
        is_for_client=request.POST.get("for") == "client",
        replacement=_typed(request, "replacement") if request.POST.get("suggests") else None,
    )


def _done(
    request: MemberRequest, post: Post, act: Callable[[], object], is_new: bool = False
) -> HttpResponse:
    """What was typed is kept where it is refused. `is_new`: the page's words are others now."""
    refusal = ""
    try:
        act()
    except REFUSALS as refused:
        refusal = str(refused)
    if request.headers.get("HX-Request") == "true":
        if refusal:
            answer = render(request, "remarks/_refusal.html", {"refusal": refusal})
            answer["HX-Retarget"] = "#remarks-said"
            return answer
        return HttpResponse(headers={"HX-Refresh": "true"}) if is_new else _panel(request, post)
    if refusal:
        messages.error(request, refusal)
    return HttpResponseRedirect(_back(request, post))


def _panel(request: MemberRequest, post: Post) -> HttpResponse:
    post = _post(request, post.pk)
    context = {
        "post": post,
        "remarks": panel(post, request.membership),
        "may_change": desk.Person.who(request.actor, request.may).may_change(post),
        "back": request.POST.get("back", ""),
    }
    return render(request, "remarks/_part.html", context)


def _back(request: MemberRequest, post: Post) -> str:
    """The page that it was done on, at the comments."""
    asked = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return f"{asked.partition('#')[0]}#remarks-list"
    if not request.may(Verb.SEE):
        return f"{reverse('review', args=[request.workspace.slug])}?post={post.pk}#remarks-list"
    return reverse("post", args=[request.workspace.slug, post.pk]) + "#remarks-list"


def _post(request: MemberRequest, post_id: int) -> Post:
    ours = Post.objects.filter(workspace=request.workspace).select_related("head", "workspace")
    post = get_object_or_404(ours, pk=post_id)
    _insist_on_theirs(request, post)
    return post


def _insist_on_theirs(request: MemberRequest, post: Post) -> None:
    """For a client only what asks them is there."""
    if not request.may(Verb.SEE) and not asking([post], request.actor, timezone.now()):
        raise Http404


def _thread(request: MemberRequest, thread_id: int) -> Thread:
    """One that this person sees; others are not there."""
    ours = Thread.objects.filter(post__workspace=request.workspace).select_related(
        "post__workspace", "post__head"
    )
    thread = get_object_or_404(ours, pk=thread_id)
    _insist_on_theirs(request, thread.post)
    return get_object_or_404(
        threads_for(thread.post, request.membership).select_related("post__workspace", "post__head"),
        pk=thread_id,
    )


def _typed(request: MemberRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")
