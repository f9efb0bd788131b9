"""The hostile corpus: files that somebody could upload, built anew each time, always the same.

`python -m tests.media.hostile.build FOLDER` writes them out, to look at.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.media.hostile import bombs, films, pictures
from tests.media.hostile.case import Case


def corpus() -> list[Case]:
    found = [*bombs.cases(), *pictures.cases(), *films.cases()]
    assert len({case.key for case in found}) == len(found)
    return found


def seeds() -> dict[str, bytes]:
    """Good files of every kind, to be bent."""
    told = {f"{kind}.{pictures.SUFFIX[kind]}": pictures.made(kind) for kind in pictures.KINDS}
    told |= {
        f"moving-{kind}.{pictures.SUFFIX[kind]}": pictures.moving(kind)
        for kind in ("PNG", "WEBP", "GIF", "AVIF")
    }
    rich = {key: data for key, (_said, data) in pictures.telling().items() if len(data) < 50_000}
    told |= {f"{key}.{key.split('-')[0].replace('jpeg', 'jpg')}": data for key, data in rich.items()}
    return told | {f"{key}.mp4": data for key, data in films.telling().items()}


def bent(count: int, seed: int) -> Iterator[Case]:
    """Good files with bits turned, bytes lost, doubled and put elsewhere."""
    chance = Random(seed)
    good = sorted(seeds().items())
    for number in range(count):
        said, data = chance.choice(good)
        yield Case(f"bent-{seed}-{number}", _bend(bytearray(data), chance), said)


def _bend(data: bytearray, chance: Random) -> bytes:
    for _time in range(chance.choice((1, 1, 2, 4, 8, 30))):
        at = chance.randrange(len(data)) if chance.random() < 0.5 else chance.randrange(min(len(data), 600))
        match chance.randrange(7):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
            case 2:
                data[at : at + 4] = chance.choice(
                    (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4), b"\0\0\0\1")
                )
            case 3:
                del data[at : at + chance.randrange(1, 60)]
            case 4:
                data[at:at] = data[at : at + chance.randrange(1, 200)]
            case 5:
                other = chance.randrange(len(data))
                data[at : at + 16] = data[other : other + 16]
            case 6:
                data[at:at] = chance.randbytes(chance.randrange(1, 40))
        if len(data) < 2:
            data += b"\0\0"
    return bytes(data)


if __name__ == "__main__":
    for one in corpus():
        (Path(sys.argv[1]) / one.key).write_bytes(one.data)
