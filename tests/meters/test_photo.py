"""Photos that are no photos: small files that claim to be huge, and files with broken remarks of the telephone."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meters.forms import photo

MEGABYTE = 1024 * 1024
ORIENTATION = 0x0112


def picture(kind: str, edge: int = 64, **options) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (edge, edge)).save(file, kind, **options)
    return file.getvalue()


def uploaded(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("meter.jpg", content)


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WEBP", {"lossless": True})])
def test_a_picture_that_must_be_unpacked_as_a_whole_may_be_smaller_only(kind, options):
    """A WebP of two kilobytes took 1.1 gigabytes of memory; only a JPEG is made smaller while it is read."""
    bomb = picture(kind, 7_000, **options)
    assert len(bomb) < MEGABYTE // 4
    with pytest.raises(photo.PhotoRefused):
        photo.jpeg(uploaded(bomb))


@pytest.mark.parametrize(("kind", "edge", "options"), [("PNG", 4_000, {}), ("WEBP", 4_000, {"lossless": True}), ("JPEG", 7_000, {})])
def test_the_largest_photos_that_are_taken_need_little_memory(tmp_path, kind, edge, options):
    (tmp_path / "photo").write_bytes(picture(kind, edge, **options))
    limit = 300 * MEGABYTE
    program = (
        "import resource; from io import BytesIO; from meters.forms import photo; from PIL import Image; Image.init();"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        f"file = BytesIO(open({str(tmp_path / 'photo')!r}, 'rb').read()); file.size = 1; photo.jpeg(file);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * unit < limit, f"{kind}: {done.stdout}"


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_broken_remarks_of_the_telephone_are_no_error_page(kind):
    """Some are noticed only when the library writes the remarks again, by an error of another kind."""
    remarks = Image.Exif()
    remarks[ORIENTATION] = 6
    remarks[0x010F] = "maker"
    content = picture(kind, exif=remarks)
    found = broken(content)
    assert found, "none of the changes breaks the remarks: nothing was proved"


def broken(content: bytes) -> int:
    """How many of the files with one byte changed near the remarks were refused; none may end in another error."""
    start = content.find(b"Exif") if b"Exif" in content else content.find(b"EXIF")
    refused = 0
    for place in range(start, start + 60):
        for byte in (0, 2, 5, 255):
            changed = content[:place] + bytes([byte]) + content[place + 1 :]
            try:
                photo.jpeg(uploaded(changed))
            except photo.PhotoRefused:
                refused += 1
    return refused
