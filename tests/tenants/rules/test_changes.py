"""What an operator is told that a new file changes."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from tenants.rules import tenant_file
from tenants.rules.changes import Change, changes
from tenants.rules.written import flatten
from tests.tenants.rules.files import PRESETS, SMALL, TWO, preset

FILES = [tenant_file.parse(text) for text in (SMALL, TWO, *map(preset, PRESETS))]


def test_the_same_file_changes_nothing():
    for file in FILES:
        assert changes(file, file) == []


def test_a_comment_or_another_order_changes_nothing():
    reordered = "# a comment\n" + SMALL.replace('slug = "dolina"\n', "").replace("[brand]", 'slug = "dolina"\n[brand]')
    assert changes(tenant_file.parse(SMALL), tenant_file.parse(reordered)) == []


def test_the_first_file_is_new_in_every_key():
    found = changes(None, tenant_file.parse(SMALL))
    assert [change.key for change in found] == [
        "slug", "hosts", "languages", "commodities", "brand.name", "brand.accent", "mail.sender",
    ]  # fmt: skip
    assert all(change.before is None for change in found)


def test_new_changed_and_dropped_keys_are_told_apart():
    old = tenant_file.parse(SMALL + '[terms]\nversion = "1"')
    new = tenant_file.parse(SMALL.replace("#1f53b8", "#14693d") + "[password]\nmin_length = 10")
    assert [str(change) for change in changes(old, new)] == [
        '~ brand.accent: "#1f53b8" -> "#14693d"',
        "+ password.min_length = 10",
        '- terms.version = "1"',
    ]


def test_a_rule_is_named_by_its_key_also_under_a_utility():
    rule = '[[utilities.gora.reading.rules]]\nkey = "water"\nkind = "window"\nstart = 1\nend = '
    assert changes(tenant_file.parse(TWO + rule + "5"), tenant_file.parse(TWO + rule + "7")) == [
        Change("utilities.gora.reading.rules.water.end", 5, 7)
    ]


@given(st.sampled_from(FILES), st.sampled_from(FILES))
def test_applying_the_changes_to_the_old_file_gives_the_new_one(old, new):
    written = dict(old.written)
    for change in changes(old, new):
        assert written.get(change.key) == change.before
        if change.after is None:
            del written[change.key]
        else:
            written[change.key] = change.after
    assert written == dict(new.written)


def test_two_tables_of_one_name_are_told_apart_by_their_place():
    contacts = tomllib.loads('[[contacts]]\ncommodity = "gas"\nphone = "1"\n[[contacts]]\ncommodity = "gas"\nphone = "2"')
    assert flatten(contacts) == {
        "contacts.1.commodity": "gas", "contacts.1.phone": "1", "contacts.2.commodity": "gas", "contacts.2.phone": "2",
    }  # fmt: skip
