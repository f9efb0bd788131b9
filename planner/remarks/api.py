"""The API about comments: what is said about a post's words, and other words that are suggested."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Router, Schema, Status
from pydantic import Field

from planner.contract.schema import Given, Words
from planner.deliveries.asked import asking
from planner.people.permissions import Verb
from planner.people.request import TokenRequest
from planner.posts.models import Post
from planner.remarks import discussing
from planner.remarks.models import Suggestion, Thread
from planner.remarks.panel import ThreadSeen, panel
from planner.remarks.readers import threads_for
from planner.writing import desk, suggestions

router = Router(tags=["Comments"])
LONGEST = discussing.LONGEST


class Begun(Given):
    text: Words = Field(default="", max_length=LONGEST, description="“@Name” or “@email” names a member.")
    where: Words = Field(
        default="text",
        max_length=24,
        description="“text”, “title”, the id of a channel with words of its own, “alt-” and a picture's id.",
    )
    quote: Words = Field(
        default="", max_length=discussing.LONGEST_QUOTE, description="Empty: about the whole post."
    )
    start: int | None = Field(
        default=None,
        ge=0,
        le=1_000_000,
        description="Of the quote, in code points, if it stands there twice.",
    )
    for_client: bool = Field(default=False, description="What a client begins is for the client anyway.")
    replacement: Words | None = Field(
        default=None, max_length=LONGEST, description="Other words for the quote; “” takes it out."
    )


class Replied(Given):
    text: Words = Field(max_length=LONGEST, min_length=1)


class Suggested(Given):
    text: Words = Field(max_length=LONGEST, description="In the place of the thread's words.")


class Rejected(Given):
    reason: Words = Field(default="", max_length=500)


NO_REASON = Rejected()


class ThreadRemark(Schema):
    id: int
    by: str
    text: str
    at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    mentions: list[int] = Field(description="Ids of the members that it names.")


class SuggestionShown(Schema):
    id: int
    by: str
    at: datetime
    state: str
    words: str
    replacement: str
    decided_by: str
    reason: str
    version: int | None = Field(description="That accepting it made.")


class PlaceShown(Schema):
    start: int
    end: int


class ThreadShown(Schema):
    id: int
    where: str
    quote: str
    place: PlaceShown | None = Field(
        description="Where its words stand in the newest version, in code points; null: they are gone."
    )
    version: int = Field(description="That its words were quoted from.")
    for_client: bool
    begun_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    remarks: list[ThreadRemark]
    suggestions: list[SuggestionShown]


@router.get(
    "/posts/{int:post_id}/remarks",
    response=list[ThreadShown],
    operation_id="remarks.list",
    summary="Comments on a post: by their place, then those without one, then the resolved",
)
def list_threads(request: TokenRequest, post_id: int) -> list[ThreadShown]:
    seen = panel(_post(request, post_id), request.membership)
    return [_shown(one) for one in (*seen.standing, *seen.orphans, *seen.resolved)]


@router.post(
    "/posts/{int:post_id}/remarks",
    response={201: ThreadShown},
    operation_id="remarks.begin",
    summary="Comment on words of a post, or on the whole of it",
)
def begin_thread(request: TokenRequest, post_id: int, given: Begun) -> Any:
    said = discussing.Said(
        given.text, given.where, given.quote, given.start, given.for_client, given.replacement
    )
    post = _post(request, post_id)
    return Status(201, _of(request, discussing.begin(post, request.actor, said, clock.now())))


@router.post(
    "/remarks/{int:thread_id}/reply",
    response={201: ThreadShown},
    operation_id="remarks.reply",
    summary="Answer; a resolved thread is open again",
)
def reply_to_thread(request: TokenRequest, thread_id: int, given: Replied) -> Any:
    thread = _thread(request, thread_id)
    discussing.reply(thread, request.actor, given.text, clock.now())
    return Status(201, _of(request, thread))


@router.post(
    "/remarks/{int:thread_id}/suggest",
    response={201: ThreadShown},
    operation_id="remarks.suggest",
    summary="Suggest other words",
)
def suggest_words(request: TokenRequest, thread_id: int, given: Suggested) -> Any:
    thread = _thread(request, thread_id)
    discussing.suggest(thread, request.actor, given.text, clock.now())
    return Status(201, _of(request, thread))


@router.post(
    "/remarks/{int:thread_id}/resolve",
    response=ThreadShown,
    operation_id="remarks.resolve",
    summary="It is settled",
)
def resolve_thread(request: TokenRequest, thread_id: int) -> ThreadShown:
    thread = _thread(request, thread_id)
    discussing.resolve(thread, request.actor, clock.now())
    return _of(request, thread)


@router.post(
    "/remarks/{int:thread_id}/reopen",
    response=ThreadShown,
    operation_id="remarks.reopen",
    summary="It is not settled after all",
)
def reopen_thread(request: TokenRequest, thread_id: int) -> ThreadShown:
    thread = _thread(request, thread_id)
    discussing.reopen(thread, request.actor, clock.now())
    return _of(request, thread)


@router.post(
    "/suggestions/{int:suggestion_id}/accept",
    response=ThreadShown,
    operation_id="suggestions.accept",
    summary="Put the suggested words into the post, as a new version",
)
def accept_suggestion(request: TokenRequest, suggestion_id: int) -> ThreadShown:
    suggestion = get_object_or_404(Suggestion, pk=suggestion_id)
    thread = _thread(request, suggestion.thread_id)
    suggestions.accept(suggestion, desk.Person.who(request.actor, request.may), clock.now())
    return _of(request, thread)


@router.post(
    "/suggestions/{int:suggestion_id}/reject",
    response=ThreadShown,
    operation_id="suggestions.reject",
    summary="Decline the suggested words",
)
def reject_suggestion(request: TokenRequest, suggestion_id: int, given: Rejected = NO_REASON) -> ThreadShown:
    suggestion = get_object_or_404(Suggestion, pk=suggestion_id)
    thread = _thread(request, suggestion.thread_id)
    who = desk.Person.who(request.actor, request.may)
    suggestions.reject(suggestion, who, clock.now(), given.reason)
    return _of(request, thread)


def _of(request: TokenRequest, thread: Thread) -> ThreadShown:
    """The thread as it is now."""
    seen = panel(_post(request, thread.post_id), request.membership)
    every = (*seen.standing, *seen.orphans, *seen.resolved)
    return _shown(next(one for one in every if one.pk == thread.pk))


def _post(request: TokenRequest, post_id: int) -> Post:
    ours = Post.objects.filter(workspace=request.workspace).select_related("head", "workspace")
    post = get_object_or_404(ours, pk=post_id)
    _insist_on_theirs(request, post)
    return post


def _insist_on_theirs(request: TokenRequest, post: Post) -> None:
    """For a client's program only what asks the client is there."""
    if not request.membership.may(Verb.SEE) and not asking([post], request.actor, clock.now()):
        raise Http404


def _thread(request: TokenRequest, thread_id: int) -> Thread:
    """One that this person sees; others are not there."""
    ours = Thread.objects.select_related("post__workspace", "post__head")
    thread = get_object_or_404(ours, post__workspace=request.workspace, pk=thread_id)
    _insist_on_theirs(request, thread.post)
    mine = threads_for(thread.post, request.membership).select_related("post__workspace", "post__head")
    return get_object_or_404(mine, pk=thread_id)


def _shown(seen: ThreadSeen) -> ThreadShown:
    thread = seen.thread
    return ThreadShown(
        id=thread.pk,
        where=seen.where,
        quote=thread.quote,
        place=None if seen.place is None else PlaceShown(start=seen.place[0], end=seen.place[1]),
        version=thread.version,
        for_client=thread.is_for_client,
        begun_at=thread.begun_at,
        resolved_at=thread.resolved_at,
        resolved_by=thread.resolved_by_name,
        remarks=[
            ThreadRemark(
                id=one.remark.pk,
                by=one.remark.by_name,
                text=one.remark.text,
                at=one.remark.at,
                edited_at=one.remark.edited_at,
                removed_at=one.remark.removed_at,
                mentions=[mention.user_id for mention in one.remark.mentions.all()],
            )
            for one in seen.remarks
        ],
        suggestions=[
            SuggestionShown(
                id=one.suggestion.pk,
                by=one.suggestion.by_name,
                at=one.suggestion.at,
                state=one.suggestion.state,
                words=one.suggestion.words,
                replacement=one.suggestion.replacement,
                decided_by=one.suggestion.decided_by_name,
                reason=one.suggestion.reason,
                version=one.suggestion.made_version,
            )
            for one in seen.suggestions
        ],
    )
