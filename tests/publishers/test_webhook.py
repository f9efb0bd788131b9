"""What is special about webhooks."""

import json
from pathlib import Path

import pytest

from publishers.errors import Expired, Rejected
from publishers.message import Message
from publishers.webhook import Credentials, sign
from tests.fakes.webhook import SECRET
from tests.publishers.places import Place, picture

VECTOR = Path(__file__).resolve().parents[3] / "shared/data/text/webhook/standard_webhooks_vector.json"


def test_the_signature_is_that_of_the_standard() -> None:
    made = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_shared_vector_agrees() -> None:
    if not VECTOR.exists():
        pytest.skip("the shared vector is not on this machine")
    vector = json.loads(VECTOR.read_text())
    made = sign(
        vector["secret"], vector["webhook-id"], int(vector["webhook-timestamp"]), vector["body"].encode()
    )
    assert made == vector["webhook-signature"]


def test_two_secrets_make_two_signatures_while_they_rotate(webhook: Place) -> None:
    old_and_new = Credentials(f"{webhook.fake.url}/in", "whsec_" + "A" * 32 + " " + SECRET)
    publisher = type(webhook.publisher)(old_and_new, webhook.publisher.account, webhook.publisher.web)
    publisher.check()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64!", "whsec_%%%"])
def test_a_broken_secret_asks_to_connect_again(secret: str) -> None:
    with pytest.raises(Expired):
        sign(secret, "id", 0, b"")


def test_the_key_is_the_webhook_id(webhook: Place) -> None:
    assert webhook.send(Message("hello"), "key-1").id == "key-1"
    assert webhook.fake.requests[-1].headers["webhook-id"] == "key-1"


def test_a_receiver_that_is_gone_is_not_asked_again(webhook: Place) -> None:
    webhook.fake.gone = True
    with pytest.raises(Expired):
        webhook.send(Message("hello"))


def test_a_receiver_that_moved_is_a_refusal(webhook: Place) -> None:
    webhook.fake.arm("redirect_308")
    with pytest.raises(Rejected, match="moved"):
        webhook.send(Message("hello"))


def test_html_comes_with_the_words_and_pictures_are_described(webhook: Place) -> None:
    webhook.send(Message("Hello *world*", images=(picture("A red square"),), language="en"))
    [message] = webhook.fake.published
    assert message["html"] == "<p>Hello <em>world</em></p>"
    assert message["language"] == "en"
    assert message["images"][0]["alt"] == "A red square"


def test_pictures_that_are_not_carried_are_pointed_out(webhook: Place) -> None:
    payload = webhook.publisher.prepare(Message("hi", images=(picture(),)))
    assert [problem.code for problem in payload.problems] == ["images_described"]
    assert not payload.blocked
