"""The register of facts: written once, changed once, and every post that states one is found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from planner.freshness import facts_said, judging
from planner.freshness.models import Fact, FactUse, OldValue
from planner.history.record import record
from planner.people.members import Refused
from planner.people.models import User, Workspace
from planner.people.permissions import Verb
from planner.plain import plain
from planner.posts.models import Post
from planner.writing.desk import Person

MOST = 500  # facts of a workspace
MOST_DAYS = 3650
BELIEVED = {"price": 30, "person": 90, "statistic": 365, "law": 90, "other": 180}  # days, by kind


class FactForm(forms.Form):
    """A fact as it is typed."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    value = forms.CharField(
        label=gettext_lazy("As it stands in posts"),
        max_length=200,
        help_text=gettext_lazy("990 ₽, for example."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Fact.Kind.choices)
    ttl_days = forms.IntegerField(
        label=gettext_lazy("Days until somebody should confirm it"), min_value=1, max_value=MOST_DAYS,
        required=False, help_text=gettext_lazy("Empty: as usual for its kind."),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Who knows"), required=False, empty_label="–"
    )

    def __init__(self, *given: Any, workspace: Workspace, **more: Any) -> None:
        super().__init__(*given, **more)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = User.objects.filter(memberships__workspace=workspace).order_by("name")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name in ("name", "value"):
            if name in said and not plain(said[name]):
                self.add_error(name, forms.Field.default_error_messages["required"])
            elif name in said:
                said[name] = plain(said[name])
        said["ttl_days"] = said.get("ttl_days") or BELIEVED.get(str(said.get("kind")), BELIEVED["other"])
        return said


def typed(fact: Fact) -> dict[str, Any]:
    """As its form begins."""
    return {name: getattr(fact, name) for name in ("name", "value", "kind", "ttl_days", "owner")}


def told(flagged: int) -> str:
    """What a change did, in a sentence."""
    if not flagged:
        return _("Saved.")
    said = ngettext(
        "Saved. %(n)s post states it and is flagged: see below.",
        "Saved. %(n)s posts state it and are flagged: see below.",
        flagged,
    )
    return said % {"n": flagged}


@transaction.atomic
def add(workspace: Workspace, who: Person, form: FactForm, now: datetime) -> Fact:
    who.insist(Verb.EDIT)
    said = form.cleaned_data
    _name_is_free(workspace, said["name"], None)
    fact = Fact.objects.create(
        workspace=workspace, changed_at=now, confirmed_at=now, confirmed_by_id=who.actor.user_id, **said
    )
    record(workspace.pk, who.actor, "fact.added", fact, at=now, name=fact.name, value=fact.value)
    return fact


def change(fact: Fact, who: Person, form: FactForm, now: datetime) -> int:
    """Change it. Where its value is another, how many posts are flagged."""
    with transaction.atomic():
        flagged = _change(fact, who, form.cleaned_data, now)
    judging.judge_posts(flagged, now)
    return len(flagged)


def _change(fact: Fact, who: Person, said: dict[str, Any], now: datetime) -> list[int]:
    who.insist(Verb.EDIT)
    _name_is_free(fact.workspace, said["name"], fact.pk)
    fact = Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    before, is_other = fact.value, fact.value != said["value"]
    for name, value in said.items():
        setattr(fact, name, value)
    if is_other:
        OldValue.objects.create(fact=fact, value=before, until=now, by_name=who.actor.name[:200])
        fact.changed_at = fact.confirmed_at = now
        fact.confirmed_by_id = who.actor.user_id
    fact.save()
    posts = list(FactUse.objects.filter(fact=fact).values_list("post_id", flat=True))
    if is_other:
        details = {"before_value": before, "value": fact.value, "posts": len(posts)}
        record(fact.workspace_id, who.actor, "fact.changed", fact, at=now, name=fact.name, **details)
        return posts
    record(fact.workspace_id, who.actor, "fact.kept", fact, at=now, name=fact.name)
    return []


def confirm(fact: Fact, who: Person, now: datetime) -> None:
    """It is still right. Posts that had its value before it changed stay flagged."""
    who.insist(Verb.EDIT)
    with transaction.atomic():
        Fact.objects.filter(pk=fact.pk).update(confirmed_at=now, confirmed_by=who.actor.user_id)
        record(fact.workspace_id, who.actor, "fact.confirmed", fact, at=now, name=fact.name, value=fact.value)
    judging.judge_posts(list(fact.uses.values_list("post_id", flat=True)), now)


def remove(fact: Fact, who: Person, now: datetime) -> None:
    """Posts that state it are flagged by it no more."""
    who.insist(Verb.EDIT)
    posts = list(fact.uses.values_list("post_id", flat=True))
    with transaction.atomic():
        record(fact.workspace_id, who.actor, "fact.removed", fact, at=now, name=fact.name, value=fact.value)
        fact.delete()
    judging.judge_posts(posts, now)


def use(fact: Fact, posts: Sequence[Post], who: Person, now: datetime) -> int:
    """These posts state it. Those that have its value are right as of now; others are flagged at once."""
    mine = [post for post in posts if who.may_change(post)]
    with transaction.atomic():
        there = set(FactUse.objects.filter(fact=fact, post__in=mine).values_list("post_id", flat=True))
        for post in mine:
            if post.pk not in there:
                FactUse.objects.create(fact=fact, post=post, seen_at=facts_said.right_since(fact, post, now))
                record(post.workspace_id, who.actor, "post.states", post, at=now, name=fact.name)
    judging.judge_posts([post.pk for post in mine], now)
    return len(mine) - len(there)


def no_longer_use(fact: Fact, post: Post, who: Person, now: datetime) -> None:
    who.insist_on_changing(post)
    with transaction.atomic():
        if FactUse.objects.filter(fact=fact, post=post).delete()[0]:
            record(post.workspace_id, who.actor, "post.states_not", post, at=now, name=fact.name)
    judging.judge_posts([post.pk], now)


def _name_is_free(workspace: Workspace, name: str, but: int | None) -> None:
    Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
    those = Fact.objects.filter(workspace=workspace)
    if those.filter(name=name).exclude(pk=but or 0).exists():
        raise Refused(_("There is one with the name “%(name)s” already.") % {"name": name})
    if but is None and those.count() >= MOST:
        raise Refused(_("That is a lot: there are %(most)s already.") % {"most": MOST})
