"""A tenant's colours can be read on every ground, or the file is refused; the four presets look as agreed."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tenants.rules import oklch, tenant_file, theme
from tenants.rules.brand import Brand
from tests.tenants.rules.files import PRESETS, preset

# The agreed look, light then dark: paper surface sunken line edge ink ink-2 accent accent-down on-accent tint tint-line.
ROLES = ["paper", "surface", "sunken", "line", "edge", "ink", "ink-2", "accent", "accent-down", "on-accent", "tint", "tint-line"]
AGREED = {
    "gen-i": (
        "#fbf3ec #fdfdfd #f3e9df #ddd2c8 #83786e #271d13 #5f5348 #b4410d #8d2f03 #ffffff #fee8d8 #e9c2a5",
        "#18130e #231d16 #302821 #473e36 #948a81 #f3ede7 #bfb6ad #fba587 #fecab8 #22110b #3d2219 #6d3f2f",
    ),
    "involta": (
        "#f7f4ef #fefdfc #edeae4 #d7d4cd #7d7a73 #221f19 #58554d #1f53b8 #03379a #ffffff #e4edfe #b5cbf3",
        "#151410 #201e1a #2c2a25 #423f3a #8f8c86 #f0eeea #bab7b1 #9bbefd #c4d8fd #0e1624 #1e2a40 #384d73",
    ),
    "mojupravljalec": (
        "#f4f5ef #fdfefc #e9ece4 #d3d5cd #797b74 #1e2019 #54574e #14693d #044d2a #ffffff #e0f2e5 #acd7ba",
        "#131410 #1d1f1a #292b25 #3f413a #8b8d86 #eeefea #b6b8b2 #85d2a0 #aee8c1 #0a1a10 #163120 #2a583c",
    ),
    "zagorje": (
        "#f1f5f7 #fcfefe #e6ebee #cfd5d8 #767b7e #1b2023 #50565a #0c6070 #004552 #ffffff #dff1f5 #a8d3de",
        "#111416 #1b1f21 #262b2d #3c4143 #888d90 #eceff1 #b3b8bb #7fcbde #99e6f9 #04191e #073038 #0d5665",
    ),
}
BRANDS = st.builds(
    Brand,
    name=st.just("x"),
    accent=st.integers(0, 0xFFFFFF).map("#{:06x}".format),
    neutral_hue=st.floats(0, 360),
    neutral_strength=st.floats(0, 1),
    corner=st.integers(0, 20),
)


def measured(colours):
    """Contrast of everything that must be read, by the rule of the look, written out here once more."""
    for ground in ("paper", "surface", "sunken", "tint"):
        for role in ("ink", "ink-2", "accent", "accent-down"):
            yield oklch.contrast(colours[role], colours[ground]), 4.5
        yield oklch.contrast(colours["edge"], colours[ground]), 3.0
    yield oklch.contrast(colours["on-accent"], colours["accent"]), 4.5
    yield oklch.contrast(colours["on-accent"], colours["accent-down"]), 4.5


@settings(max_examples=150, deadline=None)
@given(brand=BRANDS)
@example(brand=Brand(name="white", accent="#ffffff", neutral_strength=1.0))
@example(brand=Brand(name="black", accent="#000000", neutral_strength=0.0))
@example(brand=Brand(name="the red of errors", accent="#ac1922"))
def test_every_role_passes_or_the_brand_is_refused_with_an_accent_that_passes(brand):
    modes = theme.variables(brand)
    readable = all(found >= needed for colours in modes.values() for found, needed in measured(colours))
    assert readable is (theme.refusals(brand) == ())
    if not readable:
        nearest = theme.nearest_accent(brand)
        again = theme.variables(Brand(name="x", accent=nearest, neutral_hue=brand.neutral_hue, neutral_strength=brand.neutral_strength))
        assert all(found >= needed for colours in again.values() for found, needed in measured(colours))


@settings(max_examples=150, deadline=None)
@given(brand=BRANDS)
def test_dark_mode_and_neutrals_can_always_be_read(brand):
    """Only a light accent can fail: everything else has its lightness from the table."""
    assert {(refusal.mode, refusal.role) for refusal in theme.refusals(brand)} <= {
        ("light", "accent"), ("light", "accent-down"), ("light", "on-accent"),
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("slug", PRESETS)
def test_presets_look_as_agreed(slug, mode):
    colours = theme.variables(tenant_file.parse(preset(slug)).brand)[mode]
    agreed = AGREED[slug][0 if mode == "light" else 1].split()
    assert {role: oklch.distance(colours[role], then) for role, then in zip(ROLES, agreed, strict=True)} == {
        role: pytest.approx(0, abs=0.006) for role in ROLES
    }


@pytest.mark.parametrize("slug", PRESETS)
def test_lowest_contrast_of_the_presets_is_the_agreed_one(slug):
    modes = theme.variables(tenant_file.parse(preset(slug)).brand)
    assert min(found for colours in modes.values() for found, needed in measured(colours) if needed == 4.5) >= 4.7


def test_a_red_brand_is_turned_away_from_the_red_of_errors():
    accent = oklch.to_hex(oklch.Colour(0.45, 0.15, 20))
    assert oklch.from_hex(theme.variables(Brand(name="x", accent=accent))["light"]["accent"]).hue == pytest.approx(10, abs=1)
    grey = oklch.to_hex(oklch.Colour(0.45, 0.01, 25))
    assert theme.variables(Brand(name="x", accent=grey))["light"]["accent"] == grey


@pytest.mark.parametrize(("corner", "length"), [(0, "0"), (2, ".125rem"), (4, ".25rem"), (12, ".75rem"), (16, "1rem"), (20, "1.25rem")])
def test_corner_is_written_in_rem(corner, length):
    assert f"--corner: {length};" in theme.css(Brand(name="x", accent="#1f53b8", corner=corner))


def test_style_sheet_has_one_layer_both_modes_and_nothing_of_the_files_text():
    sheet = theme.css(Brand(name="*/ } body { display: none }", accent="#1f53b8", corner=12))
    assert re.fullmatch(
        r"@layer theme \{\n:root \{\n  --corner: \.75rem;\n(  (--[a-z0-9-]+: #[0-9a-f]{6};? ?)+\n)+\}\n"
        r"@media \(prefers-color-scheme: dark\) \{ :root \{\n(  (--[a-z0-9-]+: #[0-9a-f]{6};? ?)+\n)+\} \}\n\}\n",
        sheet,
    )
    assert sheet.count("--on-accent") == 2


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_a_colour_survives_the_way_through_oklch(text):
    assert oklch.to_hex(oklch.from_hex(text)) == text


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#1f53b8", "#1f53b8", 1.0)]
)
def test_contrast_is_wcags(one, other, ratio):
    assert oklch.contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("text", ["red", "#fff", "#12345G", "1f53b8", "#1F53B8"])
def test_anything_but_six_hex_digits_is_no_colour(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        oklch.from_hex(text)
