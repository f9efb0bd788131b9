"""What is uploaded comes out clean, or not at all."""

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from media import intake
from media.models import Asset
from tests.programs import png

pytestmark = pytest.mark.django_db
OWNER = "workspace:1"
PLACE = b"59.9311 N 30.3609 E"


def _made(kind: str, size: tuple[int, int] = (6, 4), **how: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **how)
    return out.getvalue()


def _bytes_of(asset: Asset, settings: Any) -> bytes:
    return (Path(settings.MEDIA_ROOT) / asset.path).read_bytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_every_kind_is_taken(kind: str, settings: Any) -> None:
    asset = intake.take_in(OWNER, f"fog.{kind.lower()}", _made(kind))
    assert (asset.width, asset.height) == (6, 4)
    assert asset.content_type == f"image/{kind.lower()}"
    path = Path(settings.MEDIA_ROOT) / asset.path
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.name.startswith(asset.sha256)
    with Image.open(path) as image:
        assert image.format == kind


def test_where_it_was_taken_stays_with_whoever_took_it(settings: Any) -> None:
    exif = Image.Exif()
    exif[0x010F] = PLACE.decode()  # the camera's maker
    exif.get_ifd(0x8825)[29] = PLACE.decode()  # GPS
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", PLACE.decode())
    text.add_itxt("XML:com.adobe.xmp", f"<x>{PLACE.decode()}</x>")
    uploads = {
        "a.jpg": _made("JPEG", exif=exif, comment=PLACE, xmp=PLACE),
        "a.png": _made("PNG", exif=exif, pnginfo=text),
        "a.webp": _made("WEBP", exif=exif, xmp=PLACE),
        "a.gif": _made("GIF", comment=PLACE),
    }
    for name, data in uploads.items():
        assert PLACE in data or b"GPS" in data or name == "a.gif", name
        kept = _bytes_of(intake.take_in(OWNER, name, data), settings)
        assert PLACE not in kept, name
        with Image.open(BytesIO(kept)) as image:
            assert not image.getexif(), name
            assert not {"comment", "xmp", "exif"} & set(image.info), name


def test_it_is_turned_the_right_way_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    asset = intake.take_in(OWNER, "a.jpg", _made("JPEG", exif=exif))
    assert (asset.width, asset.height) == (4, 6)


def test_a_small_colour_profile_stays_and_a_large_or_a_broken_one_goes(settings: Any) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    table = struct.pack(">4sII", b"priv", len(profile) + 12, len(PLACE))  # one tag more, after the others
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = [list(struct.unpack_from(">4sII", profile, 132 + 12 * n)) for n in range(count)]
    moved = b"".join(struct.pack(">4sII", name, at + 12, size) for name, at, size in tags) + table
    telling = profile[:128] + struct.pack(">I", count + 1) + moved + profile[132 + 12 * count :] + PLACE
    telling = struct.pack(">I", len(telling)) + telling[4:]

    def kept(name: str, profile: bytes, kind: str = "PNG") -> bytes:
        return _bytes_of(intake.take_in(OWNER, name, _made(kind, icc_profile=profile)), settings)

    small = Image.open(BytesIO(kept("a.png", telling))).info["icc_profile"]
    assert ImageCms.ImageCmsProfile(BytesIO(small)).profile.red_colorant
    assert PLACE not in small
    assert "icc_profile" not in Image.open(BytesIO(kept("b.jpg", profile + bytes(70_000), "JPEG"))).info
    assert "icc_profile" not in Image.open(BytesIO(kept("c.png", b"p" * 500))).info


def test_an_animation_still_moves(settings: Any) -> None:
    frames = [Image.new("RGB", (5, 5), color) for color in ("red", "green", "blue")]
    for kind in ("GIF", "WEBP"):
        out = BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
        kept = _bytes_of(intake.take_in(OWNER, "a", out.getvalue()), settings)
        assert getattr(Image.open(BytesIO(kept)), "n_frames", 1) == 3, kind


def test_too_long_an_animation() -> None:
    frames = [Image.new("L", (2, 2), n % 256) for n in range(501)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(intake.Refused, match="500 frames"):
        intake.take_in(OWNER, "a.gif", out.getvalue())


def test_a_bomb_does_not_go_off() -> None:
    """A few bytes that say they are 50 000 × 50 000 pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * 1_000_000)), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    with pytest.raises(intake.Refused, match="pixels"):
        intake.take_in(OWNER, "bomb.png", bomb)


def test_just_too_many_pixels() -> None:
    with pytest.raises(intake.Refused, match="pixels"):
        intake.take_in(OWNER, "a.png", png(8_000, 6_251))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<html>",
        b"%PDF-1.4",
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        b"\xff\xd8\xff" + os.urandom(200),
        b"\x89PNG\r\n\x1a\n" + os.urandom(200),
        b"GIF89a" + os.urandom(200),
        b"RIFF\0\0\0\0WEBP" + os.urandom(200),
        _made("PNG")[:50],
        _made("JPEG")[:200],
        b"push graphic-context\nviewbox 0 0 640 480",
        b"%!PS-Adobe-3.0 EPSF-3.0",
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(intake.Refused):
        intake.take_in(OWNER, "a.png", data)
    assert not Asset.objects.exists()


def test_what_hangs_on_behind_is_cut_off(settings: Any) -> None:
    asset = intake.take_in(OWNER, "a.gif", _made("GIF") + b"<script>alert(1)</script>")
    assert b"script" not in _bytes_of(asset, settings)


def test_the_same_twice_is_one_and_everybody_has_their_own() -> None:
    first, again = (intake.take_in(OWNER, "a.png", png()) for _ in range(2))
    other = intake.take_in("workspace:2", "a.png", png())
    assert first == again != other
    assert (first.path, first.sha256) == (other.path, other.sha256)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\fog.png", "fog.png"),
        ("a\u202egpj.png", "agpj.png"),
        ("CON", "_CON"),
        ("nul.png", "_nul.png"),
        ("   ", ""),
        ("x" * 300 + ".png", "x" * 196 + ".png"),
        ("\x00\x07fog\n.png", "fog.png"),
        (".htaccess", "htaccess"),
        ("x" * 300, "x" * 200),
        ("туман.png", "туман.png"),
        ("half\ud800.png", "half.png"),
        ("", ""),
    ],
)
def test_names_are_cleaned(name: str, kept: str) -> None:
    assert intake.clean_name(name) == kept
    assert intake.take_in(OWNER, name, png()).name == kept


def test_a_full_disk_is_said(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    with pytest.raises(intake.NoRoom):
        intake.take_in(OWNER, "a.png", png(9, 9))
    assert not Asset.objects.exists()


def test_what_is_called_a_program_is_refused() -> None:
    for name in ("a\u202egnp.exe", "fog.html", "fog.png.php", "fog.SVG"):
        with pytest.raises(intake.Refused, match="called like a program"):
            intake.take_in(OWNER, name, png())


def test_a_wrong_suffix_is_put_right_and_said() -> None:
    brought = intake.bring_in(OWNER, "fog.png", _made("JPEG"))
    assert brought.asset.name == "fog.jpg"
    assert "fog.jpg" in brought.note
    assert intake.bring_in(OWNER, "fog", _made("WEBP")).note == ""
