"""Two names that look alike are one."""

import pytest

from accounts.rules.user_name import normalised


@pytest.mark.parametrize("twin", ["Ana", "ANA", " ana ", "ａｎａ", "Ａｎａ", "ₐna"])
def test_twins_are_one(twin):
    assert normalised(twin) == "ana"


@pytest.mark.parametrize(("one", "other"), [("žiga", "ziga"), ("ana.novak", "ananovak")])
def test_different_names_stay_different(one, other):
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize("name", ["Ana", "Straße", "ﬁlip", "Čebelica", "İ"])
def test_a_normalised_name_is_normal(name):
    assert normalised(normalised(name)) == normalised(name)
