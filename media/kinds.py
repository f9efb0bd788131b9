"""What a file is, by its first bytes. What its name or the program that sent it say is not asked. Pure."""

HEAD = 4096  # bytes that are enough to tell

SUFFIXES: dict[str, tuple[str, ...]] = {  # what we take, and how such files are called; the usual one first
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png", "apng"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/avif": ("avif", "avifs"),
    "video/mp4": ("mp4", "m4v", "mp4v"),
    "video/quicktime": ("mov", "qt"),
}
ALIEN = ("heic", "heif", "tif", "tiff", "bmp", "jp2", "jxl", "ico", "psd", "avi", "mkv", "webm", "3gp", "mpg")
KNOWN = {suffix for suffixes in SUFFIXES.values() for suffix in suffixes} | set(ALIEN)
RUNS = frozenset(
    {"html", "htm", "xhtml", "shtml", "svg", "svgz", "xml", "xsl", "js", "mjs", "css", "swf", "wasm", "hta"}
    | {"php", "php3", "php4", "php5", "php7", "phtml", "phar", "asp", "aspx", "jsp", "cgi", "pl", "py", "rb"}
    | {"sh", "bash", "bat", "cmd", "com", "exe", "dll", "msi", "scr", "pif", "ps1", "vbs", "vbe", "wsf"}
    | {"jar", "apk", "app", "lnk", "desktop", "reg"}
)  # a picture or a video is never called so: somebody wants a program to be opened

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF", "pdf"),
    (b"%!PS", "postscript"),
    (b"\xc5\xd0\xd3\xc6", "postscript"),
    (b"8BPS", "psd"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"\0\0\1\0", "ico"),
    (b"\0\0\2\0", "ico"),
    (b"icns", "ico"),
    (b"\0\0\0\x0cjP  ", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"\xff\x0a", "jxl"),
    (b"\0\0\0\x0cJXL ", "jxl"),
    (b"SIMPLE  =", "fits"),
    (b"PK\3\4", "zip"),
    (b"PK\5\6", "zip"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"BZh", "zip"),
    (b"\xfd7zXZ", "zip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"FWS", "program"),
    (b"CWS", "program"),
    (b"\0asm", "program"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"FLV\1", "film"),
    (b"\0\0\1\xba", "film"),
    (b"\0\0\1\xb3", "film"),
    (b"OggS", "sound"),
    (b"ID3", "sound"),
    (b"fLaC", "sound"),
    (b"\xd0\xcf\x11\xe0", "document"),
    (b"{\\rtf", "document"),
)
_TEXTS: tuple[tuple[bytes, str], ...] = (  # somewhere in the first bytes of a text, in this order
    (b"<svg", "svg"),
    (b"<!doctype svg", "svg"),
    (b"%pdf-", "pdf"),
    (b"<?php", "program"),
    (b"<html", "html"),
    (b"<!doctype html", "html"),
    (b"<script", "html"),
    (b"<body", "html"),
    (b"push graphic-context", "mvg"),
    (b"viewbox ", "mvg"),
    (b"<image>", "mvg"),
    (b"ephemeral:", "mvg"),
    (b"<?xml", "html"),
)


def what_is(head: bytes) -> str:
    """A content type that we take, or a short word (media.reasons has the sentence)."""
    if not head:
        return "empty"
    for start, what in _STARTS:
        if head.startswith(start):
            return what
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"AVI ": "film", b"WAVE": "sound"}.get(head[8:12], "unknown")
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    text = head[:HEAD].lower()
    return next((what for sign, what in _TEXTS if sign in text), "unknown")


def is_ours(what: str) -> bool:
    return what in SUFFIXES


def _by_brand(head: bytes) -> str:
    """Files of boxes (ISO 14496-12) say what they are in the first box."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brand = head[8:12]
    brands = {brand, *(head[at : at + 4] for at in range(16, size - 3, 4))}
    if brand in {b"avif", b"avis"} or (brand in {b"mif1", b"miaf", b"msf1"} and brands & {b"avif", b"avis"}):
        return "image/avif"
    if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
        return "heic"
    if brand == b"qt  ":
        return "video/quicktime"
    if brand in {b"M4A ", b"M4B ", b"M4P ", b"F4A "}:
        return "sound"
    if brand in {b"crx ", b"jxl "}:
        return {b"crx ": "raw", b"jxl ": "jxl"}[brand]
    if brand[:3] in {b"iso", b"mp4", b"M4V", b"avc", b"MSN", b"das", b"XAV", b"f4v", b"F4V"}:
        return "video/mp4"
    return "film"
