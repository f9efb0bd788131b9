"""A card looked at closely, as a part for the calendar."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planner.people.request import MemberRequest
from planner.posts.models import Post
from planner.schedule.glance import glance
from planner.writing.desk import Person


@require_safe
def post_glance(request: MemberRequest, post_id: int) -> HttpResponse:
    posts = Post.objects.filter(workspace=request.workspace)
    related = ("head", "workspace", "author", "assignee", "campaign", "pillar")
    post = get_object_or_404(posts.select_related(*related), pk=post_id)
    who = Person.who(request.actor, request.may)
    return render(request, "schedule/_glance.html", {"one": glance(post, who, timezone.now())})
