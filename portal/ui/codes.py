"""QR symbols as one path of an SVG: a row's dark modules are strokes of height one."""

import struct
import zlib
from dataclasses import dataclass
from typing import Any

import qrcode
from qrcode import base, constants, util

PIXELS = 8
"""Pixels of a module in the picture that is saved."""

QUIET = 4
"""Empty modules around the symbol (ISO/IEC 18004)."""

BYTES, ECI = 0b0100, 0b0111
"""Modes of a segment: bytes, and the number of an encoding for what follows."""


@dataclass(frozen=True)
class Symbol:
    """``size``: modules a side with the quiet zone; ``path`` in these units."""

    size: int
    path: str


def symbol(code: Any) -> Symbol:
    """The symbol of a text with ``encoding``, ``version``, ``most`` and ``eci`` (`billing.rules.payment_code.Code`), correction M."""
    drawn = modules(code)
    return Symbol(len(drawn) + 2 * QUIET, _path(drawn))


def modules(code: Any) -> list[list[bool]]:
    """Rows of the symbol, dark is True."""
    raw = code.text.encode(code.encoding)
    version = code.version or next(each for each in range(1, code.most + 1) if _room(each) >= _length(raw, code.eci, each))
    drawing = qrcode.QRCode(version=version, error_correction=constants.ERROR_CORRECT_M)
    drawing.data_cache = _codewords(raw, code.eci, version)  # the library itself cannot name an encoding
    drawing.make(fit=False)
    return [[bool(module) for module in row] for row in drawing.modules]


def picture(code: Any) -> bytes:
    """The symbol as a PNG of one bit a pixel: what a telephone saves and a bank's application opens again."""
    drawn = modules(code)
    side = (len(drawn) + 2 * QUIET) * PIXELS
    light = [False] * QUIET
    rows = [[*light, *row, *light] for row in drawn]
    blank = [[False] * len(rows[0])] * QUIET
    raw = b"".join(_scanline(row) * PIXELS for row in [*blank, *rows, *blank])
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # one bit of grey, no interlacing
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def _scanline(row: list[bool]) -> bytes:
    """Filter type 0, then the pixels: 1 is white."""
    bits = "".join(("0" if dark else "1") * PIXELS for dark in row)
    return b"\0" + int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8), "big")


def _room(version: int) -> int:
    """Bits that a symbol of that version holds with correction M."""
    return 8 * sum(block.data_count for block in base.rs_blocks(version, constants.ERROR_CORRECT_M))


def _length(raw: bytes, eci: int | None, version: int) -> int:
    return (12 if eci is not None else 0) + 4 + util.length_in_bits(util.MODE_8BIT_BYTE, version) + 8 * len(raw)


def _codewords(raw: bytes, eci: int | None, version: int) -> list[int]:
    """Segments, terminator and padding, then the correction: ISO/IEC 18004, 7.4 and 7.5."""
    room = _room(version)
    if _length(raw, eci, version) > room:
        raise ValueError(f"{len(raw)} bytes do not fit into a QR symbol of version {version}-M")
    bits = util.BitBuffer()
    if eci is not None:
        bits.put(ECI, 4)
        bits.put(eci, 8)
    bits.put(BYTES, 4)
    bits.put(len(raw), util.length_in_bits(util.MODE_8BIT_BYTE, version))
    for byte in raw:
        bits.put(byte, 8)
    bits.put(0, min(4, room - len(bits)))
    bits.put(0, -len(bits) % 8)
    for place in range((room - len(bits)) // 8):
        bits.put(util.PAD1 if place % 2 else util.PAD0, 8)
    return util.create_bytes(bits, base.rs_blocks(version, constants.ERROR_CORRECT_M))


def _path(rows: list[list[bool]]) -> str:
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                strokes.append(f"M{x + QUIET} {y + QUIET}.5h{end - x}")
            x = max(end, x + 1)
    return "".join(strokes)
