"""Wall 1: code works for one tenant at a time, and for none it can do nothing."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from accounts.models import User
from tenants import scope
from tenants.models import Utility
from tests.factories import UtilityFactory
from tests.scopes import working_for
from tests.tenants.rows import OWNED


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_without_a_tenant_nothing_can_be_asked(db, model):
    with pytest.raises(scope.NoTenant):
        model._default_manager.all()


def test_a_tenant_sees_its_own_rows_only(two_tenants):
    for tenant in two_tenants:
        with scope.bound(tenant):
            UtilityFactory(code="same-code", name=f"of {tenant.slug}")
    with scope.bound(two_tenants[1]):
        assert [utility.name for utility in Utility.objects.all()] == ["of second"]


def test_related_rows_are_scoped_as_well(two_tenants):
    from tests.factories import CustomerFactory

    first, second = two_tenants
    with scope.bound(first):
        utility = CustomerFactory().utility
        assert utility.customers.count() == 1
    with pytest.raises(scope.NoTenant):
        utility.customers.count()
    with scope.bound(second):
        assert utility.customers.count() == 0


def test_new_rows_belong_to_the_tenant_in_scope(two_tenants):
    with scope.bound(two_tenants[1]):
        assert UtilityFactory().tenant == two_tenants[1]


def test_both_walls_go_up_and_come_down_together(two_tenants):
    first = two_tenants[0]
    with scope.bound(first):
        assert scope.current() == first
        if connection.vendor == "postgresql":
            assert scope.wall() == str(first.pk)
    assert scope.current_or_none() is None
    assert scope.wall() == ""


def test_both_walls_come_down_after_an_error(two_tenants):
    def write_and_fail() -> None:
        with scope.bound(two_tenants[0]):
            UtilityFactory()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert scope.current_or_none() is None
    assert scope.wall() == ""
    with scope.bound(two_tenants[0]):
        assert not Utility.objects.exists()


def test_the_same_tenant_inside_itself_is_one_and_the_same(two_tenants):
    first = two_tenants[0]
    with scope.bound(first):
        with scope.bound(first):
            UtilityFactory()
        assert Utility.objects.count() == 1
        if connection.vendor == "postgresql":
            assert scope.wall() == str(first.pk)


def test_another_tenant_inside_is_refused_and_the_outer_one_stays(two_tenants):
    first, second = two_tenants
    with scope.bound(first):
        with pytest.raises(scope.NestedTenant), scope.bound(second):
            pass
        with pytest.raises(scope.NestedTenant), scope.variable(second):
            pass
        assert scope.current() == first
        UtilityFactory()
        assert Utility.objects.count() == 1


def test_a_thread_does_not_inherit_the_tenant(two_tenants):
    seen = []
    with scope.bound(two_tenants[0]):
        thread = threading.Thread(target=lambda: seen.append(scope.current_or_none()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_a_user_is_not_saved_from_another_tenants_scope(two_tenants):
    from accounts.models import CrossTenantWrite
    from tests.factories import UserFactory

    first, second = two_tenants
    with working_for(first):
        user = UserFactory()
    with working_for(second), pytest.raises(CrossTenantWrite):
        user.save()
    with pytest.raises(scope.NoTenant):
        user.save()


def test_the_same_name_and_address_may_stand_at_two_tenants(two_tenants):
    from tests.factories import UserFactory

    for tenant in two_tenants:
        with working_for(tenant):
            UserFactory(username="ana", email="ana@example.si")
            assert User.objects.get().tenant == tenant


def test_cache_keys_carry_the_tenant(two_tenants):
    from django.core.cache import cache

    first, second = two_tenants
    with scope.bound(first):
        cache.set("limit", 5)
    with scope.bound(second):
        assert cache.get("limit") is None
    assert cache.get("limit") is None
    with scope.bound(first):
        assert cache.get("limit") == 5


def test_a_tenant_in_the_platforms_row_is_the_first(platform):
    assert platform.pk == 1
    assert platform.is_platform
