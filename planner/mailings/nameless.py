"""Words without addresses: what a mail server says of a reader is for those who may see readers.

Most mail servers name the recipient in their answer. Such words stand on the reader's envelope, which
“Forget” empties. What goes on from there, to the mailing, the history, notices and logs, names nobody.
"""

import re
import traceback

from publishers.errors import PublisherError, Sentence

ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{0,320}(?:@|%40)[^\s@<>\"(),:;\\\[\]]*")
GONE = "…"


def without_addresses(words: str, of: str = "") -> str:
    """Also without the name before the @ of the address `of`, where it stands alone: “User ada unknown”."""
    words = ADDRESS.sub(GONE, words)
    name = of.rpartition("@")[0]
    if name:
        alone = rf"(?<![\w.-]){re.escape(name)}(?!-?\w|\.\w)"
        words = re.sub(alone, GONE, words, flags=re.IGNORECASE)
    return words


def leave_names_out(trouble: PublisherError, of: str) -> None:
    """From now on it names no reader, wherever it is written down."""
    values = {
        name: without_addresses(value, of) if isinstance(value, str) else value
        for name, value in trouble.sentence.values.items()
    }
    trouble.sentence = Sentence(without_addresses(trouble.sentence.template), values)
    trouble.args = (str(trouble.sentence),)


def traced(of: str = "") -> str:
    """What went wrong just now and where, for the log."""
    return without_addresses(traceback.format_exc(), of)
