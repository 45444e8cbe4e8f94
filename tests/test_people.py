"""The ground of the tests themselves: people, scopes and the roles they run as."""

import pytest
from django.db import connection

from accounts.models import User
from meters.models import SupplyPoint
from tenants import scope
from tests.factories import DAY, PASSWORD
from tests.scopes import working_for


def test_ana_sees_her_own_point_and_not_bojans(in_involta, ana, bojan, ana_point):
    assert list(SupplyPoint.objects.visible_to(ana, day=DAY)) == [ana_point]


def test_people_of_two_tenants_stand_in_one_test(in_involta, ana, cilka):
    assert list(User.objects.values_list("username", flat=True)) == ["ana"]
    with working_for(cilka.tenant):
        assert [str(user) for user in User.objects.all()] == ["cilka@example.si"]
    assert scope.current() == in_involta
    assert User.objects.get() == ana


def test_the_password_of_everybody_is_known(in_involta, ana):
    assert ana.check_password(PASSWORD)


@pytest.mark.postgresql
def test_the_app_role_owns_nothing_and_bypasses_nothing(in_involta, ana, app_role):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("portal_test_app", False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
