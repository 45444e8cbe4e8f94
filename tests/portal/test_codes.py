"""QR symbols: what is drawn can be read back, in the version and encoding that a payment code asks for."""

import struct
import zlib
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ui import codes
from tests.portal import qr_reader


def code(text, encoding="utf-8", version=None, most=13, eci=None):
    return SimpleNamespace(text=text, encoding=encoding, version=version, most=most, eci=eci)


UPN = {"encoding": "iso-8859-2", "version": 15, "most": 15, "eci": 4}


@pytest.mark.parametrize("text", ["UPNQR\n", "Plačilo Škofja Loka, Žiče\n", "č" * 411])
def test_upn_symbol_is_version_15_and_names_its_encoding(text):
    drawn = codes.modules(code(text, **UPN))
    assert len(drawn) == 77
    assert qr_reader.read(drawn) == (4, text.encode("iso-8859-2"))


def test_412_characters_are_too_many():
    with pytest.raises(ValueError, match="412 bytes"):
        codes.modules(code("č" * 412, **UPN))


@settings(max_examples=15)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=80))
def test_any_text_is_read_back_from_the_smallest_symbol(text):
    drawn = codes.modules(code(text))
    assert qr_reader.read(drawn) == (None, text.encode())
    assert len(drawn) <= 17 + 4 * 13


def test_the_path_draws_each_dark_module_once_inside_the_quiet_zone():
    given_code = code("UPNQR\n", **UPN)
    symbol, drawn = codes.symbol(given_code), codes.modules(given_code)
    assert symbol.size == 85
    cells = set()
    for stroke in symbol.path.split("M")[1:]:
        start, length = stroke.split("h")
        x, y = start.split(" ")
        assert y.endswith(".5")
        cells |= {(int(y[:-2]) - 4, int(x) - 4 + step) for step in range(int(length))}
    assert cells == {(row, column) for row in range(77) for column in range(77) if drawn[row][column]}


def test_the_picture_shows_the_same_modules():
    given_code = code("UPNQR\n", **UPN)
    drawn = codes.modules(given_code)
    raw = codes.picture(given_code)
    assert raw.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth = struct.unpack(">IIB", raw[16:25])
    assert (width, height, depth) == (85 * codes.PIXELS, 85 * codes.PIXELS, 1)
    length = struct.unpack(">I", raw[33:37])[0]
    rows = zlib.decompress(raw[41 : 41 + length])
    line = 1 + (width + 7) // 8

    def is_dark(row, column):
        pixel = (column + 4) * codes.PIXELS
        return not rows[(row + 4) * codes.PIXELS * line + 1 + pixel // 8] >> (7 - pixel % 8) & 1

    assert [[is_dark(row, column) for column in range(77)] for row in range(77)] == drawn
