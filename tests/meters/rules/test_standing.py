"""What stands in a window: the last entry counts, and taking the last one back is as if it had never come."""

from hypothesis import given
from hypothesis import strategies as st

from meters.rules.standing import Given, standing


def kept(*entries, optional=()):
    return {f"{key}{code}{'?' if waits else ''}" for (key, code), waits in standing(entries, optional=optional).items()}


def test_the_last_entry_counts():
    assert kept(Given(1, ("VT", "MT")), Given(2, ("VT", "MT"))) == {"2VT", "2MT"}


def test_registers_that_are_left_out_stay_as_they_were():
    assert kept(Given(1, ("COLD", "HOT")), Given(2, ("COLD",))) == {"2COLD", "1HOT"}


def test_an_optional_register_goes_with_its_entry():
    assert kept(Given(1, ("VT", "MT", "ET")), Given(2, ("VT", "MT")), optional=("ET",)) == {"2VT", "2MT"}


def test_what_waits_leaves_what_is_accepted_and_pushes_out_what_waited():
    assert kept(Given(1, ("GAS",)), Given(2, ("GAS",), waits=True), Given(3, ("GAS",), waits=True)) == {"1GAS", "3GAS?"}


def test_what_is_accepted_pushes_out_what_waited():
    assert kept(Given(1, ("GAS",), waits=True), Given(2, ("GAS",))) == {"2GAS"}


ENTRIES = st.lists(st.tuples(st.sets(st.sampled_from(["VT", "MT", "ET"]), min_size=1), st.booleans()), min_size=1, max_size=8)


@given(ENTRIES)
def test_without_the_last_entry_it_is_as_before_it_and_each_register_has_one_that_counts(drawn):
    entries = [Given(key, tuple(sorted(codes)), waits) for key, (codes, waits) in enumerate(drawn)]
    found = standing(entries)
    for waits in (False, True):
        codes = [code for (_, code), waiting in found.items() if waiting is waits]
        assert len(codes) == len(set(codes))
    assert standing([entry for entry in entries if entry.key != entries[-1].key]) == standing(entries[:-1])
