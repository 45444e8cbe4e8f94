"""What runs on both engines: every test that may use the database, and no other."""

import pytest

from tenants.models import Tenant
from tests.conftest import asks_database


def test_without_asking_for_it_the_database_is_out_of_reach(request):
    assert request.node.get_closest_marker("no_database")
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Tenant.objects.exists()


def test_whoever_asks_for_the_database_runs_on_both_engines(request, platform):
    """Also through a fixture of a fixture."""
    assert not request.node.get_closest_marker("no_database")
    assert Tenant.objects.exists()


@pytest.mark.postgresql
def test_what_belongs_to_one_engine_is_not_kept_from_it(request):
    assert not asks_database(request.node)
    assert not request.node.get_closest_marker("no_database")
