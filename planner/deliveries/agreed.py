"""What somebody has said yes to and is not out yet: for members who see no other page of a post."""

from django.db.models import F

from planner.deliveries import agree
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.history.models import Actor
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.reviews.models import Review
from planner.reviews.taken_back import taken_back

MOST = 20


def agreed_by(by: Actor, workspace: Workspace) -> list[Post]:
    """Approved posts in which this member's own yes counts and can be taken back, the soonest first.

    Twenty at most. A few queries for all, and a few more for each that is found.
    """
    yeses = Review.objects.filter(
        post__workspace=workspace,
        post__state="approved",
        user=by.user_id,
        answer=Review.Answer.YES,
        round=F("post__review_round"),
    )
    gone = taken_back(workspace.pk, yeses.values_list("post", flat=True))
    found = {one.post_id for one in yeses.exclude(pk__in=gone)}
    on_its_way = Delivery.objects.live().filter(post__in=found, state__in=("published", *IN_DOUBT))
    posts = Post.objects.filter(pk__in=found).exclude(pk__in=on_its_way.values("post"))
    rows = posts.select_related("head", "workspace").order_by(F("planned_at").asc(nulls_last=True), "pk")
    return [post for post in rows[:MOST] if agree.yeses_of(agree.standing(post), by)]
