"""Our own icons and marks, as path data: 24 units square, drawn with a line of 1.75, never without a word beside them."""

from typing import Any

ICONS: dict[str, str] = {
    "alert": "M12 3.500 22 20.500H2zM12 10v4.800M12 17.600v.1",
    "arrow-left": "m14.500 5.500-6.500 6.500 6.500 6.500",
    "bolt": "M13 2.8 5 13.6h6.2L10.4 21.2 19 10h-6.4z",
    "chart": "M3.500 20.500h17M6.500 17v-5M12 17V5M17.500 17V9",
    "check": "m4.500 12.500 5 5 10-11",
    "chevron-down": "m6 9.500 6 6 6-6",
    "clock": "M12 2.800a9.200 9.200 0 1 0 0 18.400 9.200 9.200 0 0 0 0-18.400zM12 7v5.400l3.600 2.100",
    "contract": "M6 2.800h8.500L18.500 7v14.200H6zM14 2.800V7.500h4.500M9 11.500h6.500M9 15.500h6.500",
    "cross": "m6 6 12 12M18 6 6 18",
    "dot": "M12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
    "download": "M12 3.500v11.500M7 10.500l5 5 5-5M4 20.500h16",
    "drop": (
        "M12 2.800c3.700 4.600 6.200 7.700 6.200 11.600a6.200 6.200 0 0 1-12.400"
        " 0c0-3.900 2.500-7 6.200-11.600zM9 14.800a3 3 0 0 0 2.600 2.900"
    ),
    "drop-hot": (
        "M12 6.800c2.900 3.600 4.900 6 4.900 9a4.900 4.900 0 0 1-9.800 0c0-3 2-5.400 4.900-9z"
        "M6.500 2.500c1.200 1.200-1 2.200 0 3.600"
        "M12 1.700c1 1-.8 1.800 0 2.900M17.500 2.500c1.200 1.200-1 2.200 0 3.600"
    ),
    "flame": (
        "M12 21.2c-3.7 0-6.2-2.5-6.2-5.9 0-4.6 4.6-6.4 4.4-12.3 4.2 2 8 6.7 8 11.7 0 4-2.6 6.5-6.2 6.5z"
        "M12 21c-1.600 0-2.700-1.200-2.700-2.900 0-2.100 2.400-3.200 2.700-5.600 1.700"
        " 1.400 2.900 3.400 2.900 5.400 0 1.900-1.200 3.100-2.900 3.100z"
    ),
    "globe": (
        "M12 2.800a9.200 9.200 0 1 0 0 18.400 9.200 9.200 0 0 0 0-18.400zM2.800 12h18.400"
        "M12 2.800c2.600 2.600 3.800 5.700 3.800 9.200s-1.200 6.600-3.800"
        " 9.200c-2.600-2.600-3.800-5.700-3.800-9.200s1.200-6.600 3.800-9.200z"
    ),
    "heat": "M4.500 19.500h15M6.500 16.500v-9M10.200 16.500v-9M13.800 16.500v-9M17.500 16.500v-9M4.500 4.500h15",
    "help": (
        "M12 2.800a9.200 9.200 0 1 0 0 18.400 9.200 9.200 0 0 0 0-18.400z"
        "M9.500 9.500a2.600 2.600 0 1 1 3.700 2.400c-.8.400-1.200 1-1.200 1.900M12 17v.1"
    ),
    "home": "M3.500 11.500 12 4l8.500 7.500M5.800 9.800V20h12.400V9.800M10 20v-5.500h4V20",
    "invoice": "M6 2.800h12v18.400l-2.400-1.600-2.400 1.600h-2.400l-2.400-1.600L6 21.200zM9 7.800h6M9 11.500h6M9 15.200h3.500",
    "link": (
        "M10 14a4.200 4.200 0 0 0 6 0l3.200-3.200a4.200 4.200 0 0 0-6-6L12 6"
        "M14 10a4.200 4.200 0 0 0-6 0l-3.200 3.200a4.200 4.200 0 0 0 6 6L12 18"
    ),
    "mail": ("M4.800 5h14.400a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4.800a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM3.500 6.500l8.500 6.800 8.500-6.800"),
    "meter": ("M5 6h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2zM9 6v12M15 6v12M6 10.200v3.600M12 10.200v3.600"),
    "more": "M4 6.500h16M4 12h16M4 17.500h16",
    "phone": (
        "M5 3.500h4l1.800 4.600-2.300 1.700a11.500 11.500 0 0 0 5.700 5.700l1.700-2.300 4.600 1.800v4c0 1-.9 1.900-2 1.800"
        "C10.700 20.100 3.900 13.300 3.200 5.500 3.100 4.400 4 3.500 5 3.500z"
    ),
    "print": "M7 8V3h10v5M7 17H3.500V8.500h17V17H17M7 14h10v7H7z",
    "settings": (
        "M4 7h9.500M18.500 7H20M4 17h1.500M10.500 17H20M16 4.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z"
        "M8 14.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z"
    ),
    "sign-out": "M14 4H5.500v16H14M10 12h10.500M16.500 8l4 4-4 4",
    "user": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20.500c.6-4 3.500-6 7.500-6s6.900 2 7.500 6",
}

# A commodity or an entry of the menu may be given by its own name.
OTHER_NAMES = {
    "counter": "meter", "bill": "invoice",
    "electricity": "bolt", "gas": "flame", "water": "drop", "cold_water": "drop", "hot_water": "drop-hot", "heating": "heat",
    "overview": "home", "readings": "meter", "consumption": "chart", "invoices": "invoice", "ledger": "chart", "contracts": "contract",
    "linking": "link", "reading_dates": "clock", "ask": "mail", "faq": "help", "instructions": "help", "terms": "contract",
    "why": "dot", "offers": "dot", "links": "globe", "benefits": "dot", "news": "mail",
}  # fmt: skip

# Marks for the header, 36 units square: path data and the class that colours it ("" is the accent).
LOGOS: dict[str, tuple[tuple[str, str], ...]] = {
    "bolt": (
        ("M9 0h18a9 9 0 0 1 9 9v18a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9V9a9 9 0 0 1 9-9z", ""),
        ("M20.5 7 11 20h7l-2.500 9L26 15.500h-7.500z", "cut"),
    ),
    "tiles": (
        ("M0 0h16v16H0zM20 20h16v16H20z", ""),
        ("M20 8a8 8 0 0 1 16 0v8H20zM0 20h16v8a8 8 0 0 1-16 0z", "half"),
    ),
    "ring": (
        ("M18 0a18 18 0 1 0 18 18h-8a10 10 0 1 1-10-10z", ""),
        ("M29 1a6 6 0 1 0 0 12 6 6 0 0 0 0-12z", ""),
    ),
    "house": (
        (
            "M18 1 35 17.500V22c-4.500 0-5.700-3.500-8.500-3.500S22.500 22 18 22s-5.700-3.500-8.500-3.500S5.500 22 1 22v-4.500z",
            "",
        ),
        (
            "M1 26c4.500 0 5.700-3 8.500-3s4 3 8.500 3 5.700-3 8.500-3 4 3 8.500 3v5.500c-4.500 0-5.700-3-8.500-3s-4 3-8.500 3"
            "-5.700-3-8.500-3-4 3-8.500 3z",
            "soft",
        ),
    ),
    "drop": (("M18 1c8 10 13 16.500 13 22a13 13 0 0 1-26 0C5 17.500 10 11 18 1z", ""), ("M11 24a7.500 7.500 0 0 0 6 6.500", "line")),
    "sun": (
        ("M18 9a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", ""),
        (
            "M16.500 0h3v6h-3zM16.500 30h3v6h-3zM0 16.500h6v3H0zM30 16.500h6v3h-6z"
            "M4.200 6.300l2.100-2.100 4.200 4.200-2.100 2.100z"
            "M25.500 27.600l2.100-2.100 4.200 4.200-2.100 2.100z"
            "M4.200 29.700l4.200-4.200 2.100 2.100-4.200 4.200zM25.500 8.400l4.200-4.200 2.100 2.100-4.200 4.200z",
            "half",
        ),
    ),
    "flame": (("M18 35c-8 0-13-5-13-12C5 14 14 11 13.500 0 24 4.500 31 14 31 24c0 7-5 11-13 11z", ""),),
}  # fmt: skip


def path(name: str, fallback: str = "") -> str:
    """Path data of an icon. ``fallback`` serves where the name comes from a utility's file; otherwise ``ValueError``."""
    found = ICONS.get(OTHER_NAMES.get(name, name)) or ICONS.get(fallback)
    if found is None:
        raise ValueError(f"icon: {name!r} is not drawn")
    return found


def logo(name: str) -> tuple[tuple[str, str], ...]:
    """Shapes of a drawn mark; ``ValueError`` when there is none of that name."""
    if name not in LOGOS:
        raise ValueError(f"logo: {name!r} is none of {', '.join(LOGOS)}")
    return LOGOS[name]


def brand_mark(brand: Any) -> tuple[tuple[str, str], ...]:
    """The drawn mark of a brand; empty when its logo is an image file or when there is no brand at all."""
    return LOGOS.get(getattr(brand, "logo", ""), ())
