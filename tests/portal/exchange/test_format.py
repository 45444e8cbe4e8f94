"""The description of the files, the files and the tables say the same."""

from __future__ import annotations

import re

import pytest

from portal.exchange import format as files
from portal.exchange.cells import model_field
from tenants.rules import exchange
from tests.source import ROOT

WRITTEN = {"filled": "**{}**", "there": "*{}*", "free": "{}"}


@pytest.mark.parametrize("file", files.FILES, ids=lambda file: file.name)
def test_every_column_is_described_as_it_is(file):
    page = (ROOT / "docs" / "data-exchange.md").read_text(encoding="utf-8")
    [row] = re.findall(rf"^\| `{file.path}` \| (.*) \|$", page, re.MULTILINE)
    words = re.sub(r"\([^)]*\)", "", row).split()
    assert words == [WRITTEN[column.need].format(column.name) for column in file.columns]


def test_the_tenants_file_knows_the_same_files():
    assert sorted(file.name for file in files.FILES) == sorted(exchange.FILES)


@pytest.mark.parametrize("file", files.FILES, ids=lambda file: file.name)
def test_every_column_that_is_stored_has_its_field(file):
    assert all(model_field(file, column) is not None for column in file.columns if column.of)
