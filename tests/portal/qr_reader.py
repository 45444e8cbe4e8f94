"""Reads a QR symbol back from its modules, as far as ours need it: correction M, one segment of bytes, perhaps with a named encoding.

Written from ISO/IEC 18004 on its own, so that a mistake in drawing shows. Which modules carry data comes from the library's blanks."""

from __future__ import annotations

from qrcode import base, constants, main

MASKS = (
    lambda row, column: (row + column) % 2,
    lambda row, column: row % 2,
    lambda row, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)
FORMAT_MASK = 0b101010000010010


def read(modules: list[list[bool]]) -> tuple[int | None, bytes]:
    """(number of the encoding, bytes) of a symbol."""
    size = len(modules)
    version = (size - 17) // 4
    first = [modules[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    rest = [modules[row][8] for row in (7, 5, 4, 3, 2, 1, 0)]
    form = int("".join(str(int(bit)) for bit in first + rest), 2) ^ FORMAT_MASK
    assert form >> 13 == 0b00, "not correction M"
    mask = MASKS[form >> 10 & 0b111]
    blank = main.precomputed_qr_blanks[version]
    reserved = _reserved(size, version)
    bits = []
    for pair, right in enumerate(column for column in range(size - 1, 0, -1) if _is_pair(column)):
        rows = range(size - 1, -1, -1) if pair % 2 == 0 else range(size)
        for row in rows:
            for column in (right, right - 1):
                if blank[row][column] is None and (row, column) not in reserved:
                    bits.append(int(modules[row][column]) ^ (mask(row, column) == 0))
    return _segments(_data(bits, version), version)


def _is_pair(column: int) -> bool:
    return column % 2 == 0 if column > 6 else column % 2 == 1


def _reserved(size: int, version: int) -> set[tuple[int, int]]:
    """Format and version information, which the blanks leave open."""
    around = {(8, place) for place in range(9)} | {(place, 8) for place in range(9)}
    around |= {(8, size - 1 - place) for place in range(8)} | {(size - 1 - place, 8) for place in range(8)}
    if version >= 7:
        around |= {(place, size - 11 + step) for place in range(6) for step in range(3)}
        around |= {(size - 11 + step, place) for place in range(6) for step in range(3)}
    return around


def _data(bits: list[int], version: int) -> list[int]:
    """Code words of the blocks put back into their order, without the correction."""
    words = [int("".join(map(str, bits[place : place + 8])), 2) for place in range(0, len(bits) - 7, 8)]
    sizes = [block.data_count for block in base.rs_blocks(version, constants.ERROR_CORRECT_M)]
    blocks: list[list[int]] = [[] for _ in sizes]
    taken = iter(words)
    for place in range(max(sizes)):
        for block, count in zip(blocks, sizes, strict=True):
            if place < count:
                block.append(next(taken))
    return [word for block in blocks for word in block]


def _segments(words: list[int], version: int) -> tuple[int | None, bytes]:
    stream = "".join(f"{word:08b}" for word in words)
    place, encoding = 0, None

    def take(count: int) -> int:
        nonlocal place
        place += count
        return int(stream[place - count : place], 2)

    mode = take(4)
    if mode == 0b0111:
        encoding = take(8)
        mode = take(4)
    assert mode == 0b0100, "not a segment of bytes"
    return encoding, bytes(take(8) for _ in range(take(8 if version < 10 else 16)))
