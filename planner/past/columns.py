"""What the columns of a table are called, here and in what networks export. Pure.

The names are those of Almanac's own table (schedule/export.py), of plain words in English and Russian, and of
exports as they were seen: X analytics (Post text, Date, Impressions, Engagements …), the older Twitter
analytics (Tweet text, time, permalink), VK's statistics, Telegram tables made of the JSON export (date, text,
views, forwards), LinkedIn page analytics (Post title, Created date, Impressions, Reposts), Mastodon archives
as tables (content, created_at, reblogs_count, favourites_count).
"""

import re
from collections.abc import Mapping, Sequence

FIELDS: Mapping[str, str] = {
    "at": (
        "published at|published|publish time|published time|posted at|date|time|datetime|date and time|"
        "timestamp|"
        "created at|created|created date|creation date|post date|date posted|date unixtime|дата|дата и время|"
        "дата публикации|время публикации|опубликовано|дата публикации поста|день"
        "|day|date utc|time utc|created utc"
    ),
    "clock": "time of day|clock|hour|час|время|время суток",
    "zone": "zone|time zone|timezone|часовой пояс|пояс",
    "text": (
        "text|post text|tweet text|content|words|message|caption|body|post|post title|full text|update text|"
        "post content|description|текст|текст поста|текст записи|слова|сообщение|пост|запись|"
        "содержание|контент"
    ),
    "title": "title|headline|заголовок|название",
    "url": (
        "url|link|links|permalink|tweet permalink|post link|post url|address|permanent link|ссылка|ссылки|"
        "адрес|ссылка на пост|ссылка на запись"
    ),
    "id": (
        "id|post id|tweet id|status id|message id|id post|receipt id|uri|id поста|id записи|"
        "идентификатор|номер"
    ),
    "views": (
        "views|impressions|post views|view count|views count|просмотры|показы|охват просмотров|просмотров|"
        "impressions total|total impressions"
    ),
    "reach": (
        "reach|people reached|unique impressions|unique views|members reached|охват|охват полный|"
        "охваченные пользователи|уникальные просмотры"
    ),
    "likes": (
        "likes|like|favorites|favourites|favourites count|favorite count|favourited|reactions|"
        "reactions count|"
        "like count|лайки|нравится|реакции|отметки нравится|мне нравится"
    ),
    "reposts": (
        "reposts|retweets|shares|share|forwards|boosts|reblogs|reblogs count|retweet count|репосты|"
        "поделились|"
        "пересылки|ретвиты|продвижения"
    ),
    "replies": (
        "replies|comments|replies count|reply count|comment count|answers|комментарии|ответы|комменты"
    ),
    "quotes": "quotes|quote count|quote posts|цитаты|цитирования",
    "bookmarks": "bookmarks|saves|saved|bookmark count|bookmarks count|закладки|сохранения|в закладках",
    "clicks": (
        "clicks|url clicks|link clicks|url link clicks|clicks on links|клики|переходы|переходы по ссылкам|"
        "клики по ссылкам|переходы по ссылке"
    ),
    "measured_at": "measured at|measured|as of|collected at|updated at|измерено|дата измерения|на дату",
    "tags": "tags|labels|hashtags|теги|метки|хештеги",
    "campaign": "campaign|кампания",
    "pillar": "pillar|theme|topic|рубрика|тема",
}
NUMBERS = ("views", "reach", "likes", "reposts", "replies", "quotes", "bookmarks", "clicks")
OTHER = re.compile(r"[^0-9a-zа-я]+")
NAMES = {name: (field, rank) for field, names in FIELDS.items() for rank, name in enumerate(names.split("|"))}


def plainly(header: str) -> str:
    return OTHER.sub(" ", header.lower().replace("ё", "е")).strip()


def known(headers: Sequence[str]) -> dict[str, int]:
    """The column of each field; of several the one whose name stands first, as Reposts before Shares.

    A day and a time in columns of their own are known too.
    """
    found: dict[str, int] = {}
    words = [plainly(header) for header in headers]
    days = {"day", "день", "date", "дата"}
    if any(word in days for word in words) and any(word in {"time", "время"} for word in words):
        found["at"] = next(place for place, word in enumerate(words) if word in days)
        found["clock"] = next(place for place, word in enumerate(words) if word in {"time", "время"})
    for _rank, place, field in sorted(
        (NAMES[word][1], place, NAMES[word][0]) for place, word in enumerate(words) if word in NAMES
    ):
        if place not in found.values():
            found.setdefault(field, place)
    if "at" not in found and "clock" in found:
        found["at"] = found.pop("clock")
    if "text" not in found and "title" in found:  # LinkedIn calls the words a title
        found["text"] = found.pop("title")
    return found


def unknown(headers: Sequence[str]) -> list[str]:
    """Headers of columns that nothing is taken from."""
    taken = set(known(headers).values())
    return [header.strip() for place, header in enumerate(headers) if place not in taken and header.strip()]
