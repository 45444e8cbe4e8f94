"""Text that no spreadsheet takes for a formula (OWASP: CSV injection). Only text is made safe: a negative number stays a number."""

FORMULA = tuple("=+-@|%\t\r\n\0＝＋－＠｜％")
"""What a spreadsheet may take for the beginning of a formula, full-width forms included."""


def text_cell(text: str) -> str:
    """Text stays text: an apostrophe before what would begin a formula, also behind blanks."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) or text.startswith(FORMULA) else text
