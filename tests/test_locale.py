"""Slovenian is complete: every text of pages, forms and mails is translated, with all four forms of its plurals."""

from __future__ import annotations

import re

import polib
import pytest

from tests.catalogue import Text, uses
from tests.source import ROOT

CATALOGUE = ROOT / "locale" / "sl" / "LC_MESSAGES" / "django.po"
PLURALS = "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);"


@pytest.fixture(scope="module")
def slovenian() -> dict[tuple[str, str], polib.POEntry]:
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}


@pytest.fixture(scope="module")
def texts() -> dict[Text, str]:
    return {use.text: use.where for use in uses() if use.text}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def test_every_text_is_written_out_where_it_is_marked():
    assert [use.where for use in uses() if use.text is None] == [], "give the text itself to gettext, not a variable"


def test_the_reader_finds_texts_of_every_kind(texts):
    assert len(texts) > 50
    assert any(text.plural for text in texts)


def test_no_text_is_missing_in_slovenian(texts, slovenian):
    missing = {f"{where}: {text.msgid[:60]}" for text, where in texts.items() if (text.context, text.msgid) not in slovenian}
    assert missing == set()


def test_no_translation_is_empty_or_doubtful(slovenian):
    doubtful = [entry.msgid for entry in slovenian.values() if entry.fuzzy]
    empty = [entry.msgid for entry in slovenian.values() if not (entry.msgstr or all(entry.msgstr_plural.values() or [""]))]
    assert (doubtful, empty) == ([], [])


def test_plurals_have_all_four_forms(texts, slovenian):
    """1 račun, 2 računa, 3 računi, 5 računov, 101 račun."""
    header = polib.pofile(str(CATALOGUE)).metadata["Plural-Forms"]
    assert re.sub(r"\s+", " ", header).rstrip(";") == PLURALS.rstrip(";")
    wrong = [
        text.msgid
        for text in texts
        if text.plural and (entry := slovenian.get((text.context, text.msgid))) and sorted(entry.msgstr_plural) != [0, 1, 2, 3]
    ]
    assert wrong == []


def test_what_is_filled_in_stays_in_the_translation(texts, slovenian):
    wrong = []
    for text in texts:
        entry = slovenian.get((text.context, text.msgid))
        if entry is None:
            continue
        allowed = placeholders(text.msgid) | placeholders(text.plural)
        for translated in [entry.msgstr, *entry.msgstr_plural.values()]:
            needed = placeholders(text.msgid) if not text.plural else set()
            if translated and not (needed <= placeholders(translated) <= allowed):
                wrong.append(f"{text.msgid} → {translated}")
    assert wrong == []


def test_slovenian_speaks_slovenian_typography(slovenian):
    """„…“ or »…«, never straight quotes; – with blanks, never a hyphen; … as one sign."""
    wrong = [
        translated
        for entry in slovenian.values()
        for translated in [entry.msgstr, *entry.msgstr_plural.values()]
        if re.search(r"\s-\s|\.\.\.", translated) or ('"' in translated and "<" not in translated)
    ]
    assert wrong == []
