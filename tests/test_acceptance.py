"""Every line of the four portals has a test that bears its id, and the table in the repository says which."""

from tests import acceptance


def test_every_line_has_a_test():
    assert [line for line, tests in acceptance.by_line().items() if not tests] == []


def test_no_test_bears_an_id_that_is_no_line():
    known = {match["id"] for match in acceptance.LINE.finditer(acceptance.LINES.read_text(encoding="utf-8"))}
    assert sorted(set(acceptance.by_line()) - known) == []


def test_the_table_in_the_repository_is_the_one_made_from_the_names():
    assert acceptance.TABLE.read_text(encoding="utf-8") == acceptance.table(), "make acceptance"
