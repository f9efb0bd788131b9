"""Where the short links of a message lead."""

from publishers.links import Links
from publishers.message import Message
from publishers.prepared import COMMENT
from publishers.styled import styled
from publishers.text import split_thread


def leads(message: Message, *more: str) -> dict[str, str]:
    """Each short link of the message, and the address that it stands for, parameters and all.

    `more`: addresses that are not in its words, such as a card's. Nothing where links are sent as they are.
    """
    shortener = message.shortener
    if shortener is None:
        return {}
    long = Links(message.link_parameters)
    texts = (*split_thread(message.text), message.option(COMMENT))
    found = [span.href for text in texts for span in styled(text, long).spans if span.kind == "link"]
    found += [long.of(address) for address in more]
    return {shortener.short(one): one for one in found if shortener.is_for(one)}
