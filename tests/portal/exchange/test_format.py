"""The description of the files, the files and the tables say the same."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from django.apps import apps

from portal.exchange import evidence
from portal.exchange import format as files
from portal.exchange.cells import model_field
from tenants.rules import evidence_columns, exchange
from tenants.rules.linking import EvidenceSource
from tests.source import ROOT

WRITTEN = {"filled": "**{}**", "there": "*{}*", "free": "{}"}


@pytest.mark.parametrize("file", files.FILES, ids=lambda file: file.name)
def test_every_column_is_described_as_it_is(file):
    page = (ROOT / "docs" / "data-exchange.md").read_text(encoding="utf-8")
    [row] = re.findall(rf"^\| `{file.path}` \| (.*) \|$", page, re.MULTILINE)
    words = re.sub(r"\([^)]*\)", "", row).split()
    assert words == [WRITTEN[column.need].format(column.name) for column in file.columns]


def test_the_tenants_file_knows_the_same_files_and_columns():
    assert {file.name: file.names for file in files.FILES} == exchange.COLUMNS


@pytest.mark.parametrize(("name", "source"), evidence.SOURCES.items())
def test_what_evidence_is_taken_from_are_columns_of_its_file(name, source):
    [file] = [file for file in files.FILES if file.name == name]
    assert set(evidence_columns.COLUMNS[source]) <= set(file.names)
    if source in evidence.STORED_ONLY:
        assert all(hasattr(apps.get_model(file.model), column) for column in evidence_columns.COLUMNS[source])


def test_every_source_of_evidence_is_a_file_of_the_delivery_or_its_own():
    assert {*evidence.SOURCES.values(), "file"} == set(get_args(EvidenceSource))


@pytest.mark.parametrize("file", files.FILES, ids=lambda file: file.name)
def test_every_column_that_is_stored_has_its_field(file):
    assert all(model_field(file, column) is not None for column in file.columns if column.of)
