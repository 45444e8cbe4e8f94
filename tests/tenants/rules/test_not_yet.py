"""What a file asks for and a release only stores is named; what is in use is not."""

import pytest

from tenants.rules import not_yet, tenant_file
from tests.tenants.rules.files import PRESETS, SMALL, TWO, preset


@pytest.fixture
def _some_wait(monkeypatch):
    monkeypatch.setattr(
        not_yet,
        "WAITING",
        (
            not_yet.Waiting("password.history", lambda value: value > 1),
            not_yet.Waiting("reading.rules.*.kinds"),
            not_yet.Waiting("linking.former_customer", lambda value: value == "own_period"),
        ),
    )


@pytest.mark.usefixtures("_some_wait")
@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("", ()),
        ("[password]\nhistory = 2", ("password.history",)),
        ("[password]\nhistory = 1", ()),
        ("[password]\nmin_length = 12", ()),
        ('[[reading.rules]]\nkey = "w"\nkind = "always"\nkinds = ["billing", "own"]', ("reading.rules.w.kinds",)),
        ('[[reading.rules]]\nkey = "w"\nkind = "always"', ()),
        (
            '[password]\nhistory = 3\n[linking]\nformer_customer = "own_period"',
            ("password.history", "linking.former_customer"),
        ),
    ],
)
def test_a_waiting_key_is_named_where_the_file_writes_it_with_a_value_that_waits(more, named):
    assert not_yet.stored_not_used(tenant_file.parse(SMALL + more)) == named


@pytest.mark.usefixtures("_some_wait")
def test_a_key_of_a_utility_is_named_with_the_utility():
    file = tenant_file.parse(TWO + '[utilities.gora.linking]\nformer_customer = "own_period"')
    assert not_yet.stored_not_used(file) == ("utilities.gora.linking.former_customer",)


@pytest.mark.parametrize("slug", PRESETS)
def test_nothing_in_the_presets_waits(slug):
    assert not_yet.stored_not_used(tenant_file.parse(preset(slug))) == ()
