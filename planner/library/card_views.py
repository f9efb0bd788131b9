"""Cards: type a few words, see the picture, keep it in the library."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from media import cards, intake, store
from media.models import Asset, Library
from planner.library import card_words, copy_tasks
from planner.library.card_words import Draft
from planner.people.permissions import Verb
from planner.people.request import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: MemberRequest) -> HttpResponse:
    """The form with its picture; `?from=ID` begins with a card that was made before. A POST keeps it."""
    library, _made = Library.objects.get_or_create(owner=request.workspace.library)
    if request.method != "POST":
        draft = card_words.read(_earlier(request) | request.GET.dict(), library)
        if request.headers.get("X-Part") == "warnings":
            return render(request, "library/_card_warnings.html", {"draft": draft})
        return _form(request, draft, library)
    draft = card_words.read({name: str(value) for name, value in request.POST.items()}, library)
    if draft.is_blank:
        return _form(request, draft, library, sorry=_("Write a few words first."), status=422)
    try:
        asset = _keep(request, draft)
    except (intake.Refused, intake.Crowded, store.NoRoom) as refusal:
        return _form(request, draft, library, sorry=str(refusal), status=422)
    if request.POST.get("remember") and request.may(Verb.EDIT):
        _remember(library, draft)
    messages.success(request, _("The card is in the library."))
    return redirect("library-asset", request.workspace.slug, asset.pk)


@require_safe
def card_picture(request: MemberRequest) -> HttpResponse:
    """The card of these words, as PNG; nothing is kept."""
    library = Library.objects.filter(owner=request.workspace.library).first() or Library()
    answer = HttpResponse(_drawn(card_words.read(request.GET.dict(), library)), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=600"
    return answer


def _form(
    request: MemberRequest, draft: Draft, library: Library, sorry: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "draft": draft,
        "library": library,
        "sorry": sorry,
        "templates": card_words.TEMPLATE_WORDS.items(),
        "shapes": [(name, word, cards.SHAPES[name]) for name, word in card_words.SHAPE_WORDS.items()],
        "fonts": Library.Font.choices,
        "size": cards.SHAPES[draft.shape],
        "query": urlencode(draft.query()),
    }
    return render(request, "library/card.html", context, status=status)


def _drawn(draft: Draft) -> bytes:
    return cards.draw(draft.template, draft.shape, draft.words, draft.look)


def _keep(request: MemberRequest, draft: Draft) -> Asset:
    """The drawn card goes the way of every file, and keeps its words to be changed again."""
    name = _("Card: %(words)s") % {"words": draft.alt[:60].replace("/", "-").replace("\\", "-")}
    asset = intake.take_in(request.workspace.library, f"{name}.png", _drawn(draft))
    asset.card, asset.alt, asset.by_name = draft.packed(), asset.alt or draft.alt[:1500], request.actor.name
    asset.save(update_fields=["card", "alt", "by_name"])
    copy_tasks.ask_for_thumbnails(asset.pk)
    return asset


def _remember(library: Library, draft: Draft) -> None:
    library.card_paper, library.card_ink = draft.look.paper, draft.look.ink
    library.card_accent, library.card_font = draft.look.accent, draft.look.font
    library.save(update_fields=["card_paper", "card_ink", "card_accent", "card_font"])


def _earlier(request: MemberRequest) -> dict[str, str]:
    """The fields of the card that this one begins with."""
    number = request.GET.get("from", "")
    if not number.isdecimal() or len(number) > 15:
        return {}
    made = get_object_or_404(Asset, pk=int(number), library__owner=request.workspace.library).card
    if made is None:
        return {}
    return {"template": str(made["template"]), "shape": str(made["shape"]), **made["words"]}
