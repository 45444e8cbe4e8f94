"""The list of addresses is in the repository, so that a new door is seen in the review that opens it."""

from tests.routes import routes
from tests.source import ROOT


def test_the_list_of_addresses_is_the_one_in_the_repository():
    kept = (ROOT / "tests" / "routes.txt").read_text(encoding="utf-8").splitlines()
    assert kept == routes(), "look at the difference, then: python -m tests.routes > tests/routes.txt"
