"""What a post says: words, pictures and wording for each channel, as one frozen value. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Wording:
    """How one channel says it. `text` None means: as all channels do."""

    channel_id: int
    text: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """An asset in a post. `focus`: what a crop keeps in sight, thousandths from the left and the top."""

    asset_id: int
    alt: str = ""
    focus: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CardWords:
    """What is shown of a page that the words link to, on networks that do not look at the page themselves."""

    url: str
    title: str = ""
    description: str = ""
    asset_id: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything material: a change of any of it needs a new yes."""

    title: str = ""
    text: str = ""
    language: str = ""
    wordings: tuple[Wording, ...] = ()
    pictures: tuple[Picture, ...] = field(default=())
    card: CardWords | None = None

    @property
    def asset_ids(self) -> frozenset[int]:
        """Every asset that it shows."""
        pictured = {picture.asset_id for picture in self.pictures}
        return frozenset(pictured | ({self.card.asset_id} if self.card and self.card.asset_id else set()))

    @property
    def is_blank(self) -> bool:
        """Nobody has said anything yet."""
        own = any(wording.text and wording.text.strip() for wording in self.wordings)
        return not (self.text.strip() or own or self.pictures)

    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hex. Equal digests mean that nothing changed."""
        said = asdict(self)
        for picture in said["pictures"]:
            if picture["focus"] is None:  # as it was spelt before there was a focus
                del picture["focus"]
        if self.card is None:  # nor a card
            del said["card"]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def tidy(self) -> "Content":
        """The same, spelt one way: channels in order, line ends as \\n, no NUL, no spaces at the ends."""
        return replace(
            self,
            title=" ".join(_clean(self.title).split()),
            text=_clean(self.text).strip(),
            wordings=tuple(
                replace(
                    wording,
                    text=None if wording.text is None else _clean(wording.text).strip(),
                    options=tuple(sorted((key, value) for key, value in wording.options if value)),
                )
                for wording in sorted(self.wordings, key=lambda wording: wording.channel_id)
            ),
            pictures=tuple(replace(picture, alt=_clean(picture.alt).strip()) for picture in self.pictures),
            card=self.card
            and replace(
                self.card,
                url=_clean(self.card.url).strip(),
                title=" ".join(_clean(self.card.title).split()),
                description=_clean(self.card.description).strip(),
            ),
        )


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
