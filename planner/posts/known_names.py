"""People whom a workspace has named before: offered where the network cannot be asked."""

import re
from collections import Counter

from planner.people.models import Workspace
from planner.posts.versions import Version

NAMED = re.compile(r"(?<![\w/@.])@[\w.]{2,40}(?:@[\w.-]+\.\w+)?")
RECENT = 300  # versions
MOST = 8


def known_names(workspace: Workspace, letters: str) -> list[str]:
    """Those that begin so, the most often named first."""
    texts = Version.objects.filter(post__workspace=workspace, text__contains="@").order_by("-pk")
    counted = Counter(
        name.rstrip(".")
        for text in texts.values_list("text", flat=True)[:RECENT]
        for name in NAMED.findall(text)
    )
    start = letters.lower().lstrip("@")
    return [name for name, _n in counted.most_common() if name[1:].lower().startswith(start)][:MOST]
