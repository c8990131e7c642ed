"""Pictures are kept upright, small enough, and without what the camera wrote into them."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from casework.base.pictures import LONGEST_SIDE, NotAPicture, cleaned
from tests.pictures import picture

DATA = Path(__file__).parents[1] / "data"
FORMS = [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("HEIF", "image/heic")]


def kept(content, content_type="image/jpeg"):
    written, kind = cleaned(io.BytesIO(content), content_type)
    return Image.open(io.BytesIO(written)), written, kind


@pytest.mark.parametrize(("form", "content_type"), FORMS)
def test_position_camera_and_comment_are_gone(form, content_type):
    before = picture(form)
    assert b"Testphone" in before
    image, written, kind = kept(before, content_type)
    assert kind == ("image/jpeg" if form == "HEIF" else content_type)
    assert not image.getexif()
    assert not {"exif", "comment", "xmp", "icc_profile"} & image.info.keys()
    assert not any(word in written for word in (b"Testphone", b"Model T", b"Quito", b"Exif"))
    assert image.size == (64, 32)


@pytest.mark.parametrize(("form", "content_type"), FORMS[:3])
def test_a_picture_is_turned_as_it_was_taken(form, content_type):
    image, _written, _kind = kept(picture(form, orientation=6), content_type)  # the camera was held upright
    assert image.size == (32, 64)
    red, green, _blue = image.convert("RGB").getpixel((28, 4))
    assert red > 200 > 60 > green


def test_the_photograph_that_told_where_it_was_taken():
    before = (DATA / "f01_gps_rotated.jpg").read_bytes()
    raw = Image.open(io.BytesIO(before))
    assert raw.getexif().get_ifd(0x8825)
    image, _written, _kind = kept(before)
    assert not image.getexif()
    turned = raw.getexif().get(0x0112, 1) >= 5
    assert image.size == (raw.size[::-1] if turned else raw.size)


@pytest.mark.parametrize("size", [(5000, 3000), (3000, 5000), (2401, 10)])
def test_a_large_picture_becomes_as_large_as_a_document_needs(size):
    image, _written, _kind = kept(picture("JPEG", size))
    assert max(image.size) == LONGEST_SIDE
    assert abs(image.width / image.height - size[0] / size[1]) < 0.01 * size[0] / size[1] + 1


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "P"])
def test_pictures_of_any_colours_are_taken(mode):
    form = "JPEG" if mode in ("L", "CMYK") else "PNG"
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, form)
    image, _written, _kind = kept(out.getvalue(), f"image/{form.lower()}")
    assert image.size == (20, 10)


def bomb():
    """A PNG of some bytes that says it has 900 million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (bomb(), "image/png"),
        (picture("JPEG")[:-200], "image/jpeg"),
        (picture("PNG")[:60], "image/png"),
        (picture("WEBP")[:40], "image/webp"),
        (picture("HEIF")[:200], "image/heic"),
        ((DATA / "f02_photo.heic").read_bytes(), "image/heic"),
        (picture("PNG"), "image/jpeg"),
    ],
)
def test_what_cannot_be_decoded_or_would_fill_the_memory_is_refused(content, content_type):
    with pytest.raises(NotAPicture):
        kept(content, content_type)
