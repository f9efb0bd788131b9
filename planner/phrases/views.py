"""The page of what a workspace says again and again, and of the words that it watches."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner.people.request import MemberRequest
from planner.phrases import keeping
from planner.phrases.models import HouseWord, Phrase
from planner.phrases.variables import KNOWN


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: MemberRequest) -> HttpResponse:
    """All of them; a POST adds one."""
    if request.method != "POST":
        return _page(request)
    typed = request.POST.dict()
    kind = str(typed.get("kind", ""))
    if kind in HouseWord.Kind.values:
        return _done(
            request, lambda: keeping.keep_house_word(request.workspace, _texts(request), request.actor)
        )
    kinds = set(Phrase.Kind.values) - {Phrase.Kind.TEMPLATE}  # a template is kept from a post
    phrase = Phrase(workspace=request.workspace, kind=kind if kind in kinds else Phrase.Kind.SNIPPET)
    return _done(
        request, lambda: keeping.keep_phrase(request.workspace, phrase, _texts(request), request.actor)
    )


@require_POST
def phrase_change(request: MemberRequest, phrase_id: int) -> HttpResponse:
    phrase = get_object_or_404(Phrase, workspace=request.workspace, pk=phrase_id)
    if request.POST.get("do") == "remove":
        phrase.take_away(request.actor)
        messages.success(request, _("Taken away. Posts that have its words keep them."))
        return redirect("phrases", request.workspace.slug)
    return _done(
        request, lambda: keeping.keep_phrase(request.workspace, phrase, _texts(request), request.actor)
    )


@require_POST
def house_word_remove(request: MemberRequest, house_word_id: int) -> HttpResponse:
    get_object_or_404(HouseWord, workspace=request.workspace, pk=house_word_id).take_away(request.actor)
    messages.success(request, _("Taken away."))
    return redirect("phrases", request.workspace.slug)


def _done(request: MemberRequest, keep: Callable[[], object]) -> HttpResponse:
    try:
        keep()
    except keeping.NotKept as refusal:
        return _page(request, refused=str(refusal), status=422)
    messages.success(request, _("Kept."))
    return redirect("phrases", request.workspace.slug)


def _page(request: MemberRequest, refused: str = "", status: int = 200) -> HttpResponse:
    rows = list(Phrase.objects.filter(workspace=request.workspace))
    context = {
        "groups": [
            (kind, word, [one for one in rows if one.kind == kind]) for kind, word in Phrase.Kind.choices
        ],
        "house_words": HouseWord.objects.filter(workspace=request.workspace),
        "variables": KNOWN,
        "refused": refused,
        "typed": _texts(request) if refused else {},
    }
    return render(request, "phrases/phrases.html", context, status=status)


def _texts(request: MemberRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}
