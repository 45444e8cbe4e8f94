"""The README's map of the house is true, and the Makefile's lists name files that are there."""

from __future__ import annotations

import re

from tests.source import ROOT, repository

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = README[README.index("## The map of the house") : README.index("### Four walls")]
IN_EVERY_APP = {"rules/"}


def folders_of_the_map() -> set[str]:
    return set(re.findall(r"^    (\w+)/ ", MAP, re.MULTILINE))


def test_every_folder_of_the_repository_is_on_the_map():
    folders = {path.relative_to(ROOT).parts[0] for path in repository() if len(path.relative_to(ROOT).parts) > 1}
    assert {name for name in folders if not name.startswith(".")} == folders_of_the_map()


def test_what_the_map_names_is_there():
    named = {word for word in re.findall(r"`([\w./-]+)`", MAP) if "/" in word} - IN_EVERY_APP
    assert len(named) > 30
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_what_make_faults_runs_is_there():
    listed = re.search(r"^FAULTS = (.*?[^\\])$", (ROOT / "Makefile").read_text(), re.MULTILINE | re.DOTALL)[1]
    files = listed.replace("\\", " ").split()
    assert len(files) > 5
    assert [name for name in files if not (ROOT / name).is_file()] == []
