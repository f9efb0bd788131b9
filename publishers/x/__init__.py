"""X. tweepy makes the requests for posts; for pictures X has newer ones, which tweepy does not know."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from publishers.answer import Answer
from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsMentions,
    HearsReplies,
    Measurable,
    Priced,
    Publisher,
    ReadsAddresses,
)
from publishers.errors import Expired, Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Budget
from publishers.message import Account, Message, Parcel, Part, Payload, Price, Reach, Receipt, Remark
from publishers.of_account import is_same
from publishers.prepared import parts_of, plainly
from publishers.problems import problems
from publishers.renewing import Renewing
from publishers.x import answers, declared, find, prices
from publishers.x.counting import weighted_length
from publishers.x.credentials import Credentials
from publishers.x.editing import edit_post
from publishers.x.media import upload
from publishers.x.rules import broken_rules
from publishers.x.signing_in import SignsInToX, next_tokens

if TYPE_CHECKING:
    from publishers.x.client import Signed

FLAGS = ("made_with_ai", "paid_partnership")


POST = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/([A-Za-z0-9_]+)/status/(\d+)", re.IGNORECASE
)


class X(
    Publisher,
    SignsInToX,
    Findable,
    Measurable,
    CountsFollowers,
    Deletable,
    Editable,
    HearsReplies,
    HearsMentions,
    Renewing,
    Priced,
    ReadsAddresses,
):
    name = "x"
    title = "X"
    icon = "x"
    Credentials = Credentials
    next_tokens = staticmethod(next_tokens)  # the four keys of OAuth 1.0a do not end
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING
    most_measured = 100
    asking = Budget(500, 86400)  # each post that is read costs money

    @property
    def signed(self) -> "Signed":
        from publishers.x.client import Signed

        return Signed(self.credentials, self.web)

    def check(self) -> Account:
        if not (self.credentials.user_token or self.credentials.access_token):
            raise Expired(Sentence(_("Type the four keys, or sign in at X.")), code="no_keys")
        fields = ["name", "username", "subscription_type"]
        return answers.account(self.signed.ask(lambda client: client.get_me(user_fields=fields)))

    def prepare(self, message: Message) -> Payload:
        limits = self.limits.adjusted(self.account.facts)
        chosen = [(name, "true") for name in FLAGS if message.option(name) == "true"]
        chosen.append(("reply_settings", message.option("reply_settings")))
        parts = parts_of(message, plainly(weighted_length, limits.characters, chosen))
        parts = tuple(replace(part, fields=_fitting(part, number)) for number, part in enumerate(parts))
        found = (*problems(limits, parts, self.title), *broken_rules(parts))
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        ids = tuple(upload(self.signed.send, image, keep, kept) for image in part.images)
        return Parcel(part, media_ids=ids)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        fields = dict(parcel.part.fields)

        def create(client: Any) -> object:
            return client.create_tweet(
                text=parcel.part.text,
                media_ids=list(parcel.media_ids) or None,
                in_reply_to_tweet_id=parcel.reply_to or None,
                reply_settings=fields.get("reply_settings"),
            )

        flags = {name: True for name in FLAGS if name in fields}
        return answers.receipt(self.signed.commit(create, deadline, **flags), self.account.handle)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        def page(given: dict[str, Any]) -> Answer:
            return self.signed.ask(
                lambda client: client.get_users_tweets(
                    self.account.id,
                    start_time=since - find.SKEW,
                    max_results=find.PER_PAGE,
                    tweet_fields=find.FIELDS,
                    pagination_token=given.get("token"),
                )
            )

        return find.find_post(page, self.account.handle, parcel, known)

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        if not receipt_ids:
            return {}
        body = answers.asked(
            self.signed.ask(
                lambda client: client.get_tweets(list(receipt_ids), tweet_fields=["public_metrics"])
            )
        )
        posts = body.get("data", [])
        if not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
            raise answers.unreadable()
        return {str(post.get("id")): answers.reach(post) for post in posts}

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        found = POST.match(url)
        return found[2] if found and is_same(found[1], account.handle) else ""

    def followers(self) -> int | None:
        fields = ["public_metrics"]
        return answers.followers(self.signed.ask(lambda client: client.get_me(user_fields=fields)))

    def delete(self, receipt_id: str) -> None:
        answer = self.signed.ask(lambda client: client.delete_tweet(receipt_id))
        if answer.status != 404:  # already gone is what was wanted
            answers.asked(answer)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        return edit_post(self.signed, receipt_id, part, self.account.handle)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        start = find.searchable(since, datetime.now(UTC))

        def page(given: dict[str, Any]) -> Answer:
            return self.signed.ask(
                lambda client: client.search_recent_tweets(
                    f"conversation_id:{receipt_id} -from:{self.account.id}",
                    start_time=start,
                    max_results=find.PER_PAGE,
                    tweet_fields=find.FIELDS,
                    expansions=["author_id"],
                    user_fields=["username"],
                    next_token=given.get("token"),
                )
            )

        return find.remarks(page, since, self.account.id)

    def mentions(self, since: datetime) -> tuple[Remark, ...]:
        def page(given: dict[str, Any]) -> Answer:
            return self.signed.ask(
                lambda client: client.get_users_mentions(
                    self.account.id,
                    start_time=since,
                    max_results=find.PER_PAGE,
                    tweet_fields=find.FIELDS,
                    expansions=["author_id"],
                    user_fields=["username"],
                    pagination_token=given.get("token"),
                )
            )

        return find.remarks(page, since, self.account.id)

    def price(self, payload: Payload) -> Price:
        return prices.price_of(payload)


def _fitting(part: Part, number: int) -> tuple[tuple[str, str], ...]:
    """Who may reply is decided at the top of a thread, and only pictures are made with AI."""
    senseless = {"reply_settings"} if number else set()
    if not part.images:
        senseless.add("made_with_ai")
    return tuple(pair for pair in part.fields if pair[0] not in senseless)
