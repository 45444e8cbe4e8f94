"""Colours in OKLCH: lightness 0-1, chroma 0-0.4, hue 0-360 degrees; to and from ``#rrggbb``, and WCAG contrast.

The conversion is Björn Ottosson's OKLab (2020) over linear sRGB; contrast is WCAG 2.2's, from the rounded eight-bit colour,
because that is what a browser paints."""

import math
import re
from typing import NamedTuple

HEX = re.compile(r"#[0-9a-f]{6}")


class Colour(NamedTuple):
    """A colour by ``lightness`` (0 black, 1 white), ``chroma`` (0 grey) and ``hue`` in degrees."""

    lightness: float
    chroma: float
    hue: float


def from_hex(text: str) -> Colour:
    """``#rrggbb`` in lower case; ValueError for anything else."""
    if not HEX.fullmatch(text):
        raise ValueError(text)
    lightness, a, b = lab(text)
    return Colour(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(colour: Colour) -> str:
    """The nearest ``#rrggbb``: a chroma that the screen cannot show at this lightness is reduced until it can."""
    channels = _channels(colour)
    if not _shown(channels):
        low, high = 0.0, colour.chroma
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(_channels(colour._replace(chroma=middle))) else (low, middle)
        channels = _channels(colour._replace(chroma=low))
    return "#" + "".join(f"{round(_encode(min(1.0, max(0.0, channel))) * 255):02x}" for channel in channels)


def lab(text: str) -> tuple[float, float, float]:
    """OKLab coordinates of ``#rrggbb``."""
    red, green, blue = _linear(text)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def distance(one: str, other: str) -> float:
    """How different two ``#rrggbb`` look: the straight line in OKLab. 0.02 is about what an attentive eye notices."""
    return math.dist(lab(one), lab(other))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast of two ``#rrggbb``, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(text: str) -> float:
    red, green, blue = _linear(text)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(text: str) -> tuple[float, float, float]:
    red, green, blue = (_decode(int(text[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return red, green, blue


def _channels(colour: Colour) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _shown(channels: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)


def _decode(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encode(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
