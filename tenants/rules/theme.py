"""A tenant's colours, computed from four numbers of its brand so that contrast is kept by construction.

Lightness is fixed per role (`LIGHT`, `DARK`); a tenant gives hue and chroma only: ``accent`` for what can be pressed,
``neutral_hue`` and ``neutral_strength`` for the warmth of everything else. `refusals` still measures every pair, because a
light accent is taken as given, and names the nearest accent that passes.

Source: the agreed look ("What a tenant may vary"); contrast WCAG 2.2, 1.4.3 (4.5 for text) and 1.4.11 (3 for controls)."""

from dataclasses import dataclass, replace

from tenants.rules.brand import Brand
from tenants.rules.oklch import Colour, contrast, from_hex, to_hex

TEXT_CONTRAST = 4.5
EDGE_CONTRAST = 3.0
GROUNDS = ("paper", "surface", "sunken", "tint")
TEXT_ROLES = ("ink", "ink-2", "accent", "accent-down")
WHITE = "#ffffff"

# Lightness of each neutral role, and its chroma at full strength.
LIGHT = {
    "paper": (0.968, 0.013),
    "surface": (0.995, 0.003),
    "sunken": (0.938, 0.017),
    "line": (0.87, 0.0185),
    "edge": (0.58, 0.0195),
    "ink": (0.24, 0.0238),
    "ink-2": (0.45, 0.024),
}
DARK = {
    "paper": (0.19, 0.0135),
    "surface": (0.235, 0.0158),
    "sunken": (0.285, 0.0172),
    "line": (0.37, 0.0183),
    "edge": (0.64, 0.0178),
    "ink": (0.95, 0.0103),
    "ink-2": (0.78, 0.0162),
}

# Red says "wrong" at every tenant; an accent comes no nearer to its hue than this.
BAD_HUE = 25.0
BAD_DISTANCE = 15.0
COLOURED = 0.05  # below this chroma a colour is a grey, and its hue says nothing


@dataclass(frozen=True)
class Refusal:
    """A pair that cannot be read in ``mode``: ``role`` on ``ground`` has ``found`` where ``needed`` is asked."""

    mode: str
    role: str
    ground: str
    found: float
    needed: float


def variables(brand: Brand) -> dict[str, dict[str, str]]:
    """``{"light": {"paper": "#rrggbb", ...}, "dark": {...}}``; ``brand.accent`` must be ``#rrggbb``."""
    accent = _away_from_bad(from_hex(brand.accent))
    return {"light": _light(brand, accent), "dark": _dark(brand, accent)}


def css(brand: Brand) -> str:
    """The style sheet of the tenant: one cascade layer, both modes; nothing in it comes from the file but numbers."""
    modes = variables(brand)
    return (
        "@layer theme {\n"
        f":root {{\n  --corner: {_rem(brand.corner)};\n{_block(modes['light'])}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{\n{_block(modes['dark'])}}} }}\n"
        "}\n"
    )


def refusals(brand: Brand) -> tuple[Refusal, ...]:
    """Every pair of the theme that is too weak to read, worst first; empty where the theme will do."""
    found = []
    for mode, colours in variables(brand).items():
        pairs = [(role, ground, TEXT_CONTRAST) for role in TEXT_ROLES for ground in GROUNDS]
        pairs += [("edge", ground, EDGE_CONTRAST) for ground in GROUNDS]
        pairs += [("on-accent", ground, TEXT_CONTRAST) for ground in ("accent", "accent-down")]
        for role, ground, needed in pairs:
            measured = contrast(colours[role], colours[ground])
            if measured < needed:
                found.append(Refusal(mode, role, ground, measured, needed))
    return tuple(sorted(found, key=lambda refusal: refusal.found - refusal.needed))


def nearest_accent(brand: Brand) -> str | None:
    """The accent of the same hue with the nearest lightness that passes (``#rrggbb``); None where no lightness would."""
    colour = from_hex(brand.accent)
    for lightness in sorted((step / 200 for step in range(20, 200)), key=lambda step: abs(step - colour.lightness)):
        candidate = to_hex(colour._replace(lightness=lightness))
        if not refusals(replace(brand, accent=candidate)):
            return candidate
    return None


def _light(brand: Brand, accent: Colour) -> dict[str, str]:
    tint_hue = accent.hue + 18 if accent.hue < 100 else accent.hue
    return {
        **_neutrals(brand, LIGHT),
        "accent": to_hex(accent),
        "accent-down": to_hex(accent._replace(lightness=max(0.0, accent.lightness - 0.09))),
        "on-accent": WHITE,
        "tint": to_hex(Colour(0.945, min(0.032, accent.chroma / 4), tint_hue)),
        "tint-line": to_hex(Colour(0.84, min(0.06, accent.chroma * 0.6), tint_hue)),
    }


def _dark(brand: Brand, accent: Colour) -> dict[str, str]:
    return {
        **_neutrals(brand, DARK),
        "accent": to_hex(Colour(0.80, min(0.11, accent.chroma), accent.hue)),
        "accent-down": to_hex(Colour(0.88, min(0.08, accent.chroma), accent.hue)),
        "on-accent": to_hex(Colour(0.20, min(0.03, accent.chroma * 0.4), accent.hue)),
        "tint": to_hex(Colour(0.285, min(0.045, accent.chroma * 0.6), accent.hue)),
        "tint-line": to_hex(Colour(0.42, min(0.07, accent.chroma * 0.9), accent.hue)),
    }


def _neutrals(brand: Brand, table: dict[str, tuple[float, float]]) -> dict[str, str]:
    return {
        role: to_hex(Colour(lightness, chroma * brand.neutral_strength, brand.neutral_hue)) for role, (lightness, chroma) in table.items()
    }


def _away_from_bad(accent: Colour) -> Colour:
    """A red brand stays red, but not the red of errors: its hue is turned until it is `BAD_DISTANCE` degrees off."""
    off = (accent.hue - BAD_HUE + 180) % 360 - 180
    if accent.chroma < COLOURED or abs(off) >= BAD_DISTANCE:
        return accent
    return accent._replace(hue=BAD_HUE + (BAD_DISTANCE if off >= 0 else -BAD_DISTANCE))


def _rem(corner: int) -> str:
    """Pixels as the style sheet writes lengths: 12 is ``.75rem``, 20 is ``1.25rem``, 0 is ``0``."""
    return f"{corner / 16:g}rem".removeprefix("0") if corner else "0"


def _block(colours: dict[str, str]) -> str:
    rows = (
        ("paper", "surface", "sunken"),
        ("line", "edge"),
        ("ink", "ink-2"),
        ("accent", "accent-down", "on-accent"),
        ("tint", "tint-line"),
    )
    return "".join("  " + " ".join(f"--{role}: {colours[role]};" for role in row) + "\n" for row in rows)
