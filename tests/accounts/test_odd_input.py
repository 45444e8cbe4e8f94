"""Addresses and names that grow or change when they are made small: refused in words, never an error page."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.accounts import mailbox, walks
from tests.factories import PASSWORD
from tests.scopes import working_for

GROWS = "İ@example.si"
"""Its small form is `i` with a dot above, which fits no address."""

GROWS_TOO_LONG = "İ" * 240 + "@example.si"
ASK_AN_ADDRESS = ("/accounts/password/reset/", "/accounts/forgotten-username/", "/accounts/activate/resend/")


@pytest.mark.parametrize("address", [GROWS, GROWS_TOO_LONG])
@pytest.mark.parametrize("path", ASK_AN_ADDRESS)
def test_an_address_that_is_none_in_small_letters_is_refused(visitor, involta, path, address):
    page = visitor.visit(path).submit(path, email=address)
    assert "ana.novak@example.si" in page.errors["email"]
    assert mailbox.messages(involta, address.lower()) == []


@pytest.mark.parametrize("address", [GROWS, GROWS_TOO_LONG])
def test_no_account_is_made_for_such_an_address(visitor, involta, address):
    page = walks.register(visitor, walks.INVOLTA, email=address)
    assert "ana.novak@example.si" in page.errors["email"]
    with working_for(involta):
        assert not User.objects.exists()


@pytest.mark.parametrize("address", [GROWS, GROWS_TOO_LONG])
def test_nobody_changes_to_such_an_address(ana, ana_client, involta, address):
    page = ana_client.visit("/accounts/email/")
    page = page.submit("/accounts/email/", email=address, password=PASSWORD)
    assert "ana.novak@example.si" in page.errors["email"]
    assert mailbox.messages(involta, address.lower()) == []


def test_an_address_is_kept_in_small_letters(visitor, involta):
    walks.register(visitor, walks.INVOLTA, email=" Mojca.KOVAC@Example.SI ")
    with working_for(involta):
        assert User.objects.get().email == "mojca.kovac@example.si"


def test_a_user_name_is_judged_in_the_form_that_is_kept(visitor, involta):
    """One Arabic sign stands for four words: twenty of them fit the field, and neither the column nor the rule for names."""
    page = walks.register(visitor, walks.INVOLTA, username="\ufdfa" * 20)
    assert page.errors["username"]
    with working_for(involta):
        assert not User.objects.exists()


def test_first_and_last_name_fit_together_into_the_name(cilka, cilka_client):
    page = cilka_client.visit("/accounts/profile/")
    page = page.submit("/accounts/profile/", first_name="A" * 120, last_name="B" * 120)
    assert page.errors["first_name"]
    assert page.errors["last_name"]
    page = page.submit("/accounts/profile/", first_name="A" * 74, last_name="B" * 74)
    assert "Profil je shranjen." in page.messages
    with working_for(cilka.tenant):
        assert len(User.objects.get(pk=cilka.pk).full_name) <= User._meta.get_field("full_name").max_length
