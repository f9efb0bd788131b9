"""Asking for a delivery's numbers now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from planner.deliveries.models import Delivery
from planner.metrics import collect
from planner.people.request import MemberRequest


@require_POST
def delivery_measure(request: MemberRequest, delivery_id: int) -> HttpResponse:
    mine = Delivery.objects.filter(workspace=request.workspace)
    found = get_object_or_404(mine.select_related("channel__workspace"), pk=delivery_id)
    if found.state != "published" or not collect.measure(found, timezone.now()):
        messages.error(request, _("The network gave no numbers just now."))
    return redirect("delivery", request.workspace.slug, delivery_id)
