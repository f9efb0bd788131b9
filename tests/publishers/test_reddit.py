"""What is special about Reddit: errors inside of a 200, flairs, pictures in the text, a token for an hour."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publishers.errors import AlreadyThere, Busy, CannotLook, Expired, PublisherError, Rejected, Unreachable
from publishers.message import Account, Image, Message
from publishers.reddit import Credentials, Reddit
from tests.publishers.places import Place, make, picture

MESSAGE = Message("Fog over the *harbour*, see [us](https://example.org/a)", title="Fog")


def parcel(place: Place, message: Message, part: int = 0, above: str = "") -> Any:
    return place.parcel(place.publisher.prepare(message), part, above)


def with_options(**options: str) -> Message:
    return dataclasses.replace(MESSAGE, options=tuple(sorted(options.items())))


def test_the_account_is_the_subreddit_with_its_own_rules(reddit: Place) -> None:
    reddit.fake.rules = {
        "title_text_min_length": 5,
        "title_text_max_length": 100,
        "body_text_max_length": 900,
    }
    publisher = make("reddit", reddit.publisher.credentials, reddit.publisher.web)
    account = publisher.account
    assert (account.id, account.handle, account.name) == ("harbour", "r/Harbour", "The harbour")
    facts = dict(account.facts)
    assert (facts["user"], facts["characters"]) == ("almanac_news", "900")
    codes = [one.code for one in publisher.prepare(dataclasses.replace(MESSAGE, title="Fog")).blocked]
    assert codes == ["title_too_short"]
    assert publisher.prepare(Message("x" * 901, title="Fog today")).blocked[0].code == "too_long"


@pytest.mark.parametrize(
    "typed", ["harbour", "r/harbour", "/r/Harbour/", "https://www.reddit.com/r/harbour/"]
)
def test_a_subreddit_is_typed_as_people_write_it(typed: str) -> None:
    assert Credentials(typed, "a", "b", "c").place == "harbour"


def test_a_subreddit_that_is_not_there_is_told(reddit: Place) -> None:
    other = dataclasses.replace(reddit.publisher.credentials, subreddit="r/nowhere")
    with pytest.raises(Rejected, match="no subreddit r/nowhere"):
        make("reddit", other, reddit.publisher.web)


def test_markdown_goes_out_and_what_is_only_text_stays_text(reddit: Place) -> None:
    receipt = reddit.send(
        dataclasses.replace(MESSAGE, text="**Fog** and 2 * 3, see [us](https://example.org/a)")
    )
    [post] = reddit.arrived()
    assert post["raw"] == r"**Fog** and 2 \* 3, see [us](https://example.org/a)"
    assert (post["given"]["kind"], post["given"]["sr"]) == ("self", "harbour")
    assert receipt.url.startswith("https://www.reddit.com/r/Harbour/comments/")


def test_what_is_chosen_arrives(reddit: Place) -> None:
    reddit.send(with_options(flair="fog", nsfw="true", spoiler="true"))
    given = reddit.arrived()[0]["given"]
    assert (given["flair_id"], given["nsfw"], given["spoiler"]) == ("f2", "true", "true")


def test_a_flair_that_is_not_there_is_told_before_anything_is_out(reddit: Place) -> None:
    with pytest.raises(Rejected, match="These are there: News, Fog"):
        reddit.send(with_options(flair="Rain"))
    assert reddit.arrived() == []


def test_where_every_post_needs_a_flair_the_writer_hears_of_it(reddit: Place) -> None:
    reddit.fake.rules = {"is_flair_required": True}
    publisher = make("reddit", reddit.publisher.credentials, reddit.publisher.web)
    assert [one.code for one in publisher.prepare(MESSAGE).problems] == ["no_flair"]
    assert publisher.prepare(with_options(flair="Fog")).problems == ()


def test_where_pictures_are_not_taken_the_writer_hears_of_it(reddit: Place) -> None:
    reddit.fake.about = {"allow_images": False}
    publisher = make("reddit", reddit.publisher.credentials, reddit.publisher.web)
    payload = publisher.prepare(dataclasses.replace(MESSAGE, images=(picture(),)))
    assert [one.code for one in payload.problems] == ["no_pictures_there"]


def test_where_only_links_are_taken_nothing_is_planned(reddit: Place) -> None:
    reddit.fake.about = {"submission_type": "link"}
    publisher = make("reddit", reddit.publisher.credentials, reddit.publisher.web)
    assert [one.code for one in publisher.prepare(MESSAGE).blocked] == ["links_only"]
    with pytest.raises(Rejected, match="text posts"):
        reddit.send(MESSAGE)


def test_pictures_stand_below_the_words_with_their_captions(reddit: Place) -> None:
    images = (picture('A "red" square'), picture("A blue one", "blue"))
    message = dataclasses.replace(MESSAGE, images=images)
    reddit.send(message)
    [post] = reddit.arrived()
    assert [caption for _asset, caption in post["pictures"]] == ["A ”red” square", "A blue one"]
    assert [reddit.fake.assets[asset] for asset, _caption in post["pictures"]] == [
        one.read() for one in images
    ]
    reddit.parcel(reddit.publisher.prepare(message))
    assert len(reddit.fake.assets) == 2, "brought once"


def test_two_posts_of_one_title_are_told_apart_by_their_words(reddit: Place) -> None:
    since = datetime.now(UTC)
    before = reddit.send(dataclasses.replace(MESSAGE, text="Something else"), "key-1")
    publisher: Any = reddit.publisher
    assert publisher.find(parcel(reddit, MESSAGE), "key-2", since, [before.id]) is None
    with pytest.raises(CannotLook, match="same title and other words") as trouble:
        publisher.find(parcel(reddit, MESSAGE), "key-2", since, [])
    assert trouble.value.asks, "Reddit may have written our words otherwise, so it may be ours"


@pytest.mark.parametrize("images", [(), (picture(),)], ids=["words", "pictures"])
@pytest.mark.parametrize(
    "text",
    [
        "For the harbour:\n\n- tea\n- buns\n- fog_horn",
        "Fog \\- it lifts. (At nine!)",
        "snake_case and 2 * 3\\.",
    ],
)
def test_words_that_reddit_writes_otherwise_are_known_again(
    reddit: Place, text: str, images: tuple[Image, ...]
) -> None:
    message = Message(text, title="Fog  in   the harbour", images=images)
    since = datetime.now(UTC)
    receipt = reddit.send(message)
    publisher: Any = reddit.publisher
    found = publisher.find(parcel(reddit, message), "key-1", since, [])
    assert found is not None
    assert found.id == receipt.id


def test_a_title_is_told_as_reddit_will_write_it(reddit: Place) -> None:
    part = reddit.publisher.prepare(Message("Words", title=" Fog  in\tthe harbour ")).parts[0]
    assert dict(part.fields)["title"] == "Fog in the harbour"


def test_a_post_with_pictures_is_looked_for_longer(reddit: Place) -> None:
    words, shown = (
        reddit.publisher.prepare(one).parts[0]
        for one in (MESSAGE, dataclasses.replace(MESSAGE, images=(picture(),)))
    )
    assert reddit.publisher.guarantee_for(words).settle == 180
    assert reddit.publisher.guarantee_for(shown).settle == 600


def test_words_with_pictures_are_not_changed_from_here(reddit: Place) -> None:
    """Reddit would take the pictures out."""
    shown = dataclasses.replace(MESSAGE, images=(picture(),))
    receipt = reddit.send(shown)
    publisher: Any = reddit.publisher
    part = publisher.prepare(dataclasses.replace(shown, text="The fog lifts")).parts[0]
    with pytest.raises(Rejected, match="take the pictures out"):
        publisher.edit(receipt.id, part)
    [post] = reddit.arrived()
    assert (post["images"], post["text"]) == (1, "Fog over the harbour, see us")


def test_a_list_that_does_not_reach_back_is_no_proof(reddit: Place) -> None:
    for number in range(101):
        reddit.send(dataclasses.replace(MESSAGE, title=f"Fog {number}"), f"key-{number}")
    publisher: Any = reddit.publisher
    missing = dataclasses.replace(MESSAGE, title="Another")
    with pytest.raises(Unreachable, match="could not all be read"):
        publisher.find(parcel(reddit, missing), "key", datetime.now(UTC) - timedelta(hours=1), [])


def test_numbers_of_many_posts_come_at_once_and_removed_ones_have_none(reddit: Place) -> None:
    first, second = (
        reddit.send(MESSAGE, "key-1"),
        reddit.send(dataclasses.replace(MESSAGE, title="Sun"), "key-2"),
    )
    reddit.fake.posts[first.id].score = 42
    publisher: Any = reddit.publisher
    found = publisher.measure([first.id, second.id, "t3_gone"])
    assert set(found) == {first.id, second.id}
    assert (found[first.id].likes, found[first.id].views) == (42, None)
    asked = [one for one in reddit.fake.requests if one.path == "/api/info"]
    assert len(asked) == 1


def test_who_names_us_and_who_answers_is_heard(reddit: Place) -> None:
    receipt = reddit.send(MESSAGE)
    reddit.fake.remark(receipt.id, "Is the ferry late?")
    reddit.fake.remark("", "u/almanac_news, look")
    publisher: Any = reddit.publisher
    since = datetime.now(UTC) - timedelta(minutes=1)
    [answer] = publisher.replies(receipt.id, since)
    assert (answer.author, answer.reply_to) == ("u/ada", receipt.id)
    [named] = publisher.mentions(since)
    assert named.text == "u/almanac_news, look"


def test_an_address_shows_its_post() -> None:
    account = Account("harbour")
    assert Reddit.id_at("https://www.reddit.com/r/Harbour/comments/1AbC/fog/", account) == "t3_1abc"
    assert Reddit.id_at("https://old.reddit.com/r/harbour/comments/1abc/", account) == "t3_1abc"
    assert Reddit.id_at("https://www.reddit.com/r/other/comments/1abc/", account) == ""


# --- What refusals mean ---


@pytest.mark.parametrize(
    ("errors", "kind", "wait"),
    [
        (["RATELIMIT", "Take a break for 9 minutes before trying again.", "ratelimit"], Busy, 540.0),
        (["RATELIMIT", "Take a break for 12 seconds before trying again.", "ratelimit"], Busy, 12.0),
        (["RATELIMIT", "you are doing that too much", "ratelimit"], Busy, None),
        (["ALREADY_SUB", "that link has already been submitted", "url"], AlreadyThere, None),
        (["SUBREDDIT_NOEXIST", "that subreddit doesn't exist", "sr"], Expired, None),
        (["SUBREDDIT_NOTALLOWED", "you aren't allowed to post there.", "sr"], Expired, None),
        (["NO_SELFS", "that subreddit doesn't allow text posts", "sr"], Rejected, None),
        (["TOO_LONG", "this is too long", "title"], Rejected, None),
        (["BAD_FLAIR_TEMPLATE_ID", "bad flair", "flair"], Rejected, None),
        (["SUBMIT_VALIDATION_BODY_REQUIRED", "body needed", "text"], Rejected, None),
        (["USER_REQUIRED", "Please log in to do that.", ""], Expired, None),
    ],
)  # fmt: skip
def test_errors_inside_of_a_200_are_sorted(
    errors: list[str], kind: type[PublisherError], wait: float | None, reddit: Place
) -> None:
    ready = parcel(reddit, MESSAGE)
    reddit.fake.refusal = [errors]
    with pytest.raises(PublisherError) as trouble:
        reddit.commit(ready, "key-1")
    assert type(trouble.value) is kind
    assert getattr(trouble.value, "retry_after", None) == wait
    assert reddit.arrived() == []


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "wait"),
    [
        (403, {"reason": "private"}, {}, Expired, None),
        (429, {}, {"x-ratelimit-reset": "37"}, Busy, 37.0),
        (429, {}, {}, Busy, None),
        (401, {"message": "Unauthorized"}, {}, Expired, None),
    ],
)
def test_statuses_are_sorted(
    status: int,
    body: dict[str, Any],
    headers: dict[str, str],
    kind: type[PublisherError],
    wait: float | None,
    reddit: Place,
) -> None:
    ready = parcel(reddit, MESSAGE)
    reddit.fake.status = (status, body, headers)
    with pytest.raises(PublisherError) as trouble:
        reddit.commit(ready, "key-1")
    assert type(trouble.value) is kind
    assert getattr(trouble.value, "retry_after", None) == wait


# --- Signing in ---


def test_who_says_yes_there_is_signed_in_here(reddit: Place) -> None:
    asked = {
        "client_id": "client",
        "client_secret": "client secret",
        "subreddit": "harbour",
        "server": reddit.fake.url,
    }
    web, now = reddit.publisher.web, datetime.now(UTC)
    leaving = Reddit.leave(asked, "https://almanac.example.org/signed-in/reddit/", "state", "challenge", web)
    query = parse_qs(urlsplit(leaving.url).query)
    assert query["duration"] == ["permanent"]
    assert "code_challenge" not in query
    answer = web.ask("GET", leaving.url)
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    found = Reddit.arrive(leaving.kept, code, "https://almanac.example.org/signed-in/reddit/", "", web, now)
    publisher: Any = make("reddit", Credentials(**found), web)
    assert publisher.ends_at() == (now + timedelta(hours=1)).replace(microsecond=0)
    with pytest.raises(Expired):
        Reddit.arrive(leaving.kept, code, "https://almanac.example.org/signed-in/reddit/", "", web, now)


def test_the_token_is_renewed_and_the_refresh_token_stays(reddit: Place) -> None:
    publisher: Any = reddit.publisher
    found = publisher.refreshed(datetime.now(UTC))
    assert set(found) == {"access_token", "ends_at"}
    assert found["access_token"] in reddit.fake.tokens
    reddit.fake.refresh_token = "another"
    with pytest.raises(Expired):
        publisher.refreshed(datetime.now(UTC))


def test_reddit_is_told_who_asks(reddit: Place) -> None:
    reddit.send(MESSAGE)
    assert {one.headers["user-agent"] for one in reddit.fake.requests} == {"web:almanac:v1 (self-hosted)"}
