"""What can be put into the words: phrases, filled in; people, looked up; and a post kept as a template."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner.channels.models import Channel
from planner.people.request import MemberRequest
from planner.phrases import keeping
from planner.phrases.models import Phrase
from planner.phrases.variables import fill
from planner.posts import filling
from planner.posts.form import read
from planner.posts.reading import read_form, typed_in
from planner.posts.template import form_of
from planner.writing import people
from publishers.links import tagged


@require_safe
def post_inserts(request: MemberRequest) -> HttpResponse:
    """Everything that there is to put in, for the dialog."""
    rows = list(Phrase.objects.filter(workspace=request.workspace).order_by("kind", "-used", "name"))
    groups = [(kind, word, [one for one in rows if one.kind == kind]) for kind, word in Phrase.Kind.choices]
    return render(request, "posts/_inserts.html", {"groups": [group for group in groups if group[2]]})


@require_POST
def post_insert(request: MemberRequest, phrase_id: int) -> HttpResponse:
    """The phrase filled in for what is typed: `text`, and sentences of what could not be filled in."""
    phrase = get_object_or_404(Phrase, workspace=request.workspace, pk=phrase_id)
    phrase.use(timezone.now())
    if phrase.kind == Phrase.Kind.TAGS:
        address = request.POST.get("address", "")
        return JsonResponse({"text": tagged(address, keeping.parameters_of(phrase.text)), "said": []})
    channel = _channel(request, request.POST.get("tab", ""))
    values = filling.values_for(read_form(request), request.workspace, channel, timezone.now())
    filled = fill(phrase.text, values)
    said = [_("There is no variable {%(name)s}.") % {"name": name} for name in filled.unknown]
    said += [_("{%(name)s} has nothing to stand for yet.") % {"name": name} for name in filled.empty]
    return JsonResponse({"text": filled.text, "said": said})


@require_safe
def post_people(request: MemberRequest) -> HttpResponse:
    """Whom a few letters may mean, on the channel of the open tab."""
    channel = _channel(request, request.GET.get("channel", ""))
    found = people.find(request.workspace, channel, request.GET.get("q", "")[:60])
    return render(request, "posts/_names.html", {"people": found})


@require_POST
def post_template(request: MemberRequest) -> HttpResponse:
    """Keep what is typed as a template, by its name."""
    phrase = Phrase(workspace=request.workspace, kind=Phrase.Kind.TEMPLATE)
    known = set(request.workspace.channels.here().values_list("pk", flat=True))
    form = read(typed_in(request), known, request.workspace.timezone)
    phrase.form = form_of(form)
    typed = {"name": request.POST.get("template_name", ""), "text": form.content.text[:1000]}
    try:
        keeping.keep_phrase(request.workspace, phrase, typed, request.actor)
    except keeping.NotKept as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    said = _("“%(name)s” is a template now.") % {"name": phrase.name}
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


def _channel(request: MemberRequest, pk: str) -> Channel | None:
    """The channel of a tab; None for the tab of all."""
    if not (pk.isdecimal() and len(pk) < 16):
        return None
    return get_object_or_404(request.workspace.channels.here(), pk=pk)
