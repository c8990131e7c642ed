"""Pictures as they are kept: upright, no larger than a document needs, and without what the camera wrote into them.

A telephone writes into each photograph where and when it was taken and by which device. Each picture is decoded and
written anew from its pixels, so that nothing else of it is left, whatever else stood in the file.
"""

import io
import struct
import zlib
from typing import BinaryIO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

LONGEST_SIDE = 2_400  # pixels; a page of A4 at 200 per inch
MOST_PIXELS = 80_000_000  # more is refused before it is decoded
QUALITY = 88
# The decoder for what a file is by its first bytes, and as what it is kept.
DECODERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
KEPT_AS = {"image/heic": "image/jpeg"}
# What files can hold that are damaged on purpose ends in one of these.
DAMAGED = (
    *(OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, ArithmeticError, RuntimeError, MemoryError),
    *(struct.error, zlib.error, Image.DecompressionBombError),
)

register_heif_opener()


class NotAPicture(Exception):
    """The file cannot be decoded, or has more pixels than are taken."""


def cleaned(file: BinaryIO, content_type: str) -> tuple[bytes, str]:
    """Give the picture of a file and the type that it is kept as. Raises NotAPicture."""
    kept_as = KEPT_AS.get(content_type, content_type)
    try:
        with Image.open(file, formats=[DECODERS[content_type]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is not decoded in full
            return _written(_upright(picture), DECODERS[kept_as]), kept_as
    except DAMAGED as error:
        raise NotAPicture from error


def _upright(picture: Image.Image) -> Image.Image:
    """The picture turned as it was taken, in colours that every program shows."""
    picture = ImageOps.exif_transpose(picture)
    has_alpha = picture.has_transparency_data
    if picture.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return picture


def _written(picture: Image.Image, form: str) -> bytes:
    """The pixels alone, as a file."""
    if form == "JPEG" and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, form, quality=QUALITY)
    return out.getvalue()
