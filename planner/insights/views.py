"""The page of insights, and the numbers of one post."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planner.insights import of_post
from planner.insights.asked import asked
from planner.insights.page import context
from planner.insights.reading import insights as read
from planner.people.request import MemberRequest
from planner.posts.models import Post


@require_safe
def insights(request: MemberRequest) -> HttpResponse:
    channels = request.workspace.channels.here().order_by("name", "pk")
    found = read(request.workspace, asked(list(channels), request.GET.dict()), timezone.now())
    return render(request, "insights/insights.html", context(found))


@require_safe
def post_numbers(request: MemberRequest, post_id: int) -> HttpResponse:
    mine = Post.objects.filter(workspace=request.workspace).select_related("head")
    post = get_object_or_404(mine, pk=post_id)
    return render(request, "insights/post.html", {"post": post, "channels": of_post.of_the_post(post)})
