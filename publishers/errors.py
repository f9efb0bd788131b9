"""What can go wrong at a network, sorted by what to do next.

`Rejected`, `Expired`, `Challenge`, `Busy` and `Unreachable` are definite: the post is not out.
`Uncertain` is not: it may be out, so nothing is sent again before somebody has looked.
`AlreadyThere` is good news: the network says that it has this post already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark a sentence for the translators; the pages translate it when they show it."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for people: an English template and what to fill in. Translated where it is shown."""

    template: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


class PublisherError(Exception):
    """Trouble with a network. `sentence` says it to a person; `code` is the network's own word for it."""

    def __init__(self, sentence: Sentence | str, *, code: str = "") -> None:
        self.sentence = sentence if isinstance(sentence, Sentence) else Sentence(sentence)
        self.code = code
        super().__init__(str(self.sentence))


class Rejected(PublisherError):
    """The network refused these words or pictures; trying again will not help. Not out."""


class NoSuchReader(Rejected):
    """Nobody gets letters at this address, or no more: none should go there again. Not out."""


class Halted(Rejected):
    """It takes no letter of ours before a person has looked, such as of this sender. Not out."""


class Unwelcome(Rejected):
    """It refuses letters of ours, whoever reads them: a rule, a quota, or it takes them for spam. Not out."""


class Expired(PublisherError):
    """The credentials no longer work; a person must connect the channel again. Not out.

    `is_certain`: the network said why, and it is not the token (no credits, no permission), so that a token
    which still answers questions proves nothing.
    """

    def __init__(self, sentence: Sentence | str, *, code: str = "", is_certain: bool = False) -> None:
        super().__init__(sentence, code=code)
        self.is_certain = is_certain


class Challenge(PublisherError):
    """The network wants a person to do something first (a captcha, a confirmation). Not out.

    `puzzle` is its own name for it and `picture` the address of what is to be read, where an answer is to be
    typed; the answer comes back in `Parcel.answers` as (puzzle, answer). Both empty: it is done over there.
    """

    def __init__(
        self, sentence: Sentence | str, *, puzzle: str = "", picture: str = "", code: str = ""
    ) -> None:
        super().__init__(sentence, code=code)
        self.puzzle = puzzle
        self.picture = picture


class Busy(PublisherError):
    """The network asks us to wait. Not out.

    `retry_after` is in seconds, or None where the network did not say. `is_working`: it has what we brought
    and still works at it. Nothing went wrong, so that counts as no try, and other posts need not wait.
    """

    def __init__(
        self,
        sentence: Sentence | str,
        *,
        retry_after: float | None = None,
        code: str = "",
        is_working: bool = False,
    ) -> None:
        super().__init__(sentence, code=code)
        self.retry_after = retry_after
        self.is_working = is_working


class ReaderBusy(Busy):
    """Only this reader has to wait; the next letter may leave at once. Not out."""


class Unreachable(PublisherError):
    """No connection could be made: not one byte of the request left the house. Not out."""


class Refused(Unreachable):
    """Our own guard would not connect there: a private address, a strange port or an unsafe scheme."""


class CannotLook(Unreachable):
    """Nobody lets us read what is there, now or later: looking again will not help, a person must.

    `asks`: the sentence says already what the person is to do, and is shown instead of our own question.
    """

    def __init__(self, sentence: Sentence | str, *, code: str = "", asks: bool = False) -> None:
        super().__init__(sentence, code=code)
        self.asks = asks


class Uncertain(PublisherError):
    """The request left, and no clear answer came back. It may be out.

    `kept` is what the network said of it all the same, such as the number of what it still works at: it is
    remembered as what `upload` keeps, and helps the looks.
    """

    def __init__(
        self, sentence: Sentence | str, *, code: str = "", kept: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence, code=code)
        self.kept: Mapping[str, str] = kept or {}


class Handed(Uncertain):
    """A person has the words and pictures now, and publishes them by hand; only they know when it is out."""


# What an answer that says nothing clear means: Uncertain after a request that publishes, else Unreachable.
Unclear = type[Uncertain] | type[Unreachable]


class AlreadyThere(PublisherError):
    """The network refuses a second copy of what it has. `receipt_id` and `url` where it says which."""

    def __init__(
        self, sentence: Sentence | str, *, receipt_id: str = "", url: str = "", code: str = ""
    ) -> None:
        super().__init__(sentence, code=code)
        self.receipt_id = receipt_id
        self.url = url
