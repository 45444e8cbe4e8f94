"""The kept database is made anew as soon as something that decides it changes."""

import shutil
from pathlib import Path

import pytest

from tests import migrated

HOUSE = Path(__file__).resolve().parent.parent


@pytest.fixture
def house(tmp_path):
    for app in migrated.APPS:
        shutil.copytree(HOUSE / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__", "presets"))
    shutil.copy(HOUSE / "requirements.txt", tmp_path)
    return tmp_path


def test_the_same_house_has_the_same_database(house):
    assert migrated.digest(house) == migrated.digest(HOUSE)


@pytest.mark.parametrize("file", ["meters/migrations/0002_walls.py", "tenants/walls.py", "tenants/constraints.py", "requirements.txt"])
def test_a_change_of_what_decides_it_makes_another(house, file):
    before = migrated.digest(house)
    with (house / file).open("a") as opened:
        opened.write("# changed\n")
    assert migrated.digest(house) != before


def test_a_new_migration_makes_another(house):
    before = migrated.digest(house)
    (house / "meters" / "migrations" / "9999_more.py").write_text("")
    assert migrated.digest(house) != before


def test_a_page_is_no_reason_for_another(house):
    before = migrated.digest(house)
    (house / "portal" / "views" / "home.py").write_text("")
    assert migrated.digest(house) == before
