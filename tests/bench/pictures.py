"""A photograph of 24 megapixels to its copies for every network, beside bare Pillow doing the same work."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import publishers
from media import shape
from media.models import Asset
from media.recipe import Recipe
from planner.deliveries.fitting import recipe_for
from publishers.limits import Limits
from tests.media.pictures import photo

SIZE = (6000, 4000)  # pixels
REPEATS = 5
JPEG = ("image/jpeg", "image/png")
COMING = {  # networks that have no publisher yet, by their documents; they make the work harder
    "x": Limits(image_bytes=5_242_880, image_types=JPEG, image_side=4096),
    "bluesky": Limits(image_bytes=2_000_000, image_types=JPEG, image_side=4000),
    "instagram": Limits(
        image_bytes=8_388_608, image_types=JPEG[:1], image_side=1440, image_narrowest=800, image_widest=1910
    ),
}


def measure(folder: Path) -> list[tuple[str, str]]:
    source = folder / "photo.jpg"
    source.write_bytes(photo(*SIZE))
    asset = Asset(width=SIZE[0], height=SIZE[1], content_type="image/jpeg", size=source.stat().st_size)
    limits = {name: kind.limits for name, kind in publishers.PUBLISHERS.items()} | COMING
    wanted = {name: recipe_for(asset, None, one) for name, one in limits.items()}
    recipes = list({one.key(): one for one in wanted.values() if one is not None}.values())
    order = json.dumps({"recipes": [asdict(one) for one in recipes]}).encode() + b"\n"
    data = order + source.read_bytes()
    bare = [str(source), json.dumps(_copies(recipes))]
    own, other = [], []
    for _ in range(REPEATS):
        own.append(_run("media.bench", ["render"], data))
        other.append(_run("tests.bench.bare", bare, b""))
    return [
        ("networks", f"{len(limits)}, {len(recipes)} copies: " + ", ".join(_say(one) for one in recipes)),
        ("ours, in its process", _spent(own)),
        ("bare Pillow, in a process", _spent(other)),
        ("processor time beside bare Pillow (asked: 1.3)", _beside(own, other, "processor")),
        ("time on the wall", _beside(own, other, "wall")),
        ("peak memory (asked: 1.3)", _beside(own, other, "peak")),
    ]


def _copies(recipes: list[Recipe]) -> list[list[int]]:
    return [[*shape.box_of(SIZE, one), *shape.size_of(SIZE, one), one.weight, one.quality] for one in recipes]


def _say(recipe: Recipe) -> str:
    width, height = shape.size_of(SIZE, recipe)
    return f"{width} × {height}"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the wall and of the processor, and the peak memory in MB."""

    wall: float
    processor: float
    peak: float


def _spent(runs: list[Spent]) -> str:
    wall, processor = (median(getattr(one, name) for one in runs) for name in ("wall", "processor"))
    peak = max(one.peak for one in runs)
    return f"{wall:.2f} s on the wall, {processor:.2f} s of the processor, {peak:.0f} MB"


def _beside(own: list[Spent], other: list[Spent], name: str) -> str:
    """Of each pair that ran one after the other; the middle one counts."""
    pairs = zip(own, other, strict=True)
    return f"{median(getattr(one, name) / getattr(two, name) for one, two in pairs):.2f} ×"


def _run(module: str, arguments: list[str], data: bytes) -> Spent:
    command = [sys.executable, "-E", "-s", "-m", "tests.bench.weighed", module, *arguments]
    began = time.perf_counter()
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    wall = time.perf_counter() - began
    processor, peak = done.stderr.split()[-2:]
    return Spent(wall, float(processor), int(peak) / 1024)
