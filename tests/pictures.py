"""Photographs as telephones write them, made here."""

import io

from PIL import Image, ImageDraw

import casework.base.pictures  # noqa: F401  (HEIC is known from there)

GPS = 0x8825


def picture(form: str, size: tuple[int, int] = (64, 32), *, orientation: int = 1, mode: str = "RGB") -> bytes:
    """A picture whose upper left quarter is red, with a position, a camera and a comment."""
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill="red" if mode != "L" else 76)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Testphone", "Model T", orientation
    exif.get_ifd(GPS).update({1: "S", 2: (2.0, 53.0, 54.0), 3: "W", 4: (79.0, 0.0, 19.0)})
    out = io.BytesIO()
    more = {"comment": "Quito"} if form == "JPEG" else {}
    image.save(out, form, exif=exif, **more)
    return out.getvalue()
