"""A photo of the meter, drawn anew: whatever else the file held (place, time, the owner's name, a program) stays outside."""

from __future__ import annotations

import io
import struct
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 8 * 1024 * 1024
"""Bytes that may be sent."""
MOST_PIXELS = 60_000_000
"""A few kilobytes can claim to be a picture of gigabytes; telephones make 12 to 50 million."""
MOST_PIXELS_UNPACKED = 16_000_000
"""Of what is no JPEG: only that is made smaller while it is read, the others take up to 12 bytes a pixel first."""
LONGEST_EDGE = 1600
"""Pixels that are kept: the digits of a meter can be read, and the row stays small."""
FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPTED = "image/jpeg,image/png,image/webp"


class PhotoRefused(ValueError):
    """The file is no such picture; the message says why, in the reader's language."""


def jpeg(file: Any) -> bytes:
    """The uploaded ``file`` as a JPEG of ours, turned as it was held. Raises :class:`PhotoRefused`."""
    if file.size > LARGEST:
        raise PhotoRefused(_("The photo is larger than 8 MB. Choose a smaller one, or leave it out."))
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > (MOST_PIXELS if picture.format == "JPEG" else MOST_PIXELS_UNPACKED):
                raise PhotoRefused(_("The photo has too many pixels. Choose a smaller one, or leave it out."))
            picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))  # first of all: everything after it copies the picture
            turned = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
        struct.error,  # remarks of the telephone that cannot be written again
    ) as error:
        if isinstance(error, PhotoRefused):
            raise
        raise PhotoRefused(_("This file is not a photo that we can open. Choose a JPEG, PNG or WebP picture, or leave it out.")) from None
    plain = Image.new("RGB", turned.size)
    plain.paste(turned)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=82)
    return out.getvalue()
