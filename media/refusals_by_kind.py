"""Kinds of files that people bring and we do not take, and what to bring instead."""

from django.utils.translation import gettext as _


def sentence(what: str) -> str:
    """For a word of media.kinds.what_is; empty for any other."""
    return {
        "empty": _("That file is empty. Choose it again, or another one."),
        "svg": _("This is an SVG drawing, which can hold programs. Export it as a PNG picture."),
        "html": _("This is a web page or its code, not a picture. Save the picture itself, as JPEG or PNG."),
        "pdf": _("This is a PDF. Save the page as a picture, JPEG or PNG."),
        "postscript": _("This is a PostScript drawing. Export it as a PNG picture."),
        "mvg": _("This is a list of drawing commands, not a picture. Save the picture itself, as PNG."),
        "heic": _("This is a HEIC photo, which few programs open. Save it as JPEG, then upload that."),
        "raw": _("This is a camera's raw photo. Save it as JPEG, then upload that."),
        "tiff": _("This is a TIFF picture or a raw photo. Save it as JPEG or PNG."),
        "bmp": _("This is a BMP picture. Save it as PNG."),
        "psd": _("This is a Photoshop file. Export it as JPEG or PNG."),
        "ico": _("This is an icon file. Save it as PNG."),
        "jp2": _("This is a JPEG 2000 picture, which browsers do not show. Save it as JPEG."),
        "jxl": _("This is a JPEG XL picture, which few networks show. Save it as JPEG."),
        "fits": _("This is a FITS picture, made for astronomy. Save it as JPEG or PNG."),
        "zip": _("This is an archive. Unpack it, and upload the pictures that are in it."),
        "program": _("This is a program, not a picture. Programs are not taken."),
        "webm": _("This is a WebM or Matroska video. Export it as MP4 with H.264."),
        "film": _("This is a video in a form that we do not take. Export it as MP4 with H.264."),
        "sound": _("This is sound without a picture. Upload a picture, or a video as MP4."),
        "document": _("This is a document. Save the page as a picture, JPEG or PNG."),
        "called-a-program": _(
            "That file is called like a program or a web page. Give it a picture's name, such as photo.jpg."
        ),
        "unknown": _(
            "Only pictures are taken, JPEG, PNG, GIF, WebP or AVIF, and videos, MP4 or MOV."
            " This file is none of them: save it as one."
        ),
    }.get(what, "")
