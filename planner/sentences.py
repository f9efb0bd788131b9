"""A publisher's sentence: kept in a row as template and values, said in the language of whoever reads it.

A value may be a kept sentence itself: why a channel does not work, inside of what that means for a post.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from publishers.errors import PublisherError, Sentence


def said(sentence: Sentence | Mapping[str, Any] | str | None) -> str:
    """In the reader's language. A network's own words may hold braces: then they stay as they are."""
    if not sentence:
        return ""
    if isinstance(sentence, str):
        return sentence
    if not isinstance(sentence, Sentence):
        sentence = Sentence(str(sentence.get("template", "")), dict(sentence.get("values", {})))
    if not sentence.template:
        return ""
    values = {name: _said_value(one) for name, one in sentence.values.items()}
    try:
        return gettext(sentence.template).format(**values)
    except (KeyError, IndexError, ValueError):
        return sentence.template


def _said_value(value: object) -> object:
    if isinstance(value, Mapping):
        return said(value)
    return number_format(value, use_l10n=True) if isinstance(value, float) else value


def kept(trouble: Exception) -> dict[str, Any]:
    """What `said` reads again, with the network's own word for it under "code"."""
    sentence = trouble.sentence if isinstance(trouble, PublisherError) else Sentence(str(trouble))
    code = trouble.code if isinstance(trouble, PublisherError) else ""
    return {
        "template": sentence.template,
        "values": dict(sentence.values),
        "code": code or type(trouble).__name__.lower(),
    }
