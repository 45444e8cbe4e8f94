"""Moj GEN-I, "NASTAVITVE": G-08 of the acceptance list."""

from __future__ import annotations

import pytest

from tests import people
from tests.accounts import mailbox, walks
from tests.factories import PASSWORD

HOST, CHANGE, NEW = "gen-i.localhost", "/accounts/password/change/", "modra reka teče"


@pytest.fixture
def gen_i(apply_preset):
    return apply_preset("gen-i")


@pytest.fixture
def gregor(gen_i):
    return people.person(gen_i, username=None, full_name="Gregor Hribar")


def signed_in(page_client, password=PASSWORD):
    client = page_client(HOST)
    walks.sign_in(client, "gregor@example.si", password)
    return client


def test_g08_the_password_is_changed_at_once_with_no_rule_beyond_free_choice(page_client, gregor, gen_i):
    client = signed_in(page_client)
    page = client.visit(CHANGE)
    assert page.h1 == "UREDI GESLO"
    page = page.submit(CHANGE, oldpassword=PASSWORD, password1=NEW, password2=NEW)
    assert "Novo geslo velja od zdaj naprej." in page.messages
    assert walks.is_signed_in(signed_in(page_client, NEW))
    assert not walks.is_signed_in(signed_in(page_client, PASSWORD))
    assert mailbox.last(gen_i, "gregor@example.si").event == "password_changed"


def test_g08_it_can_be_changed_back_because_no_history_is_asked(page_client, gregor):
    client = signed_in(page_client)
    client.visit(CHANGE).submit(CHANGE, oldpassword=PASSWORD, password1=NEW, password2=NEW)
    client.visit(CHANGE).submit(CHANGE, oldpassword=NEW, password1=PASSWORD, password2=PASSWORD)
    assert walks.is_signed_in(signed_in(page_client, PASSWORD))


@pytest.mark.parametrize("tick", [True, False])
def test_g08_other_devices_end_where_it_is_ticked_and_this_one_stays(page_client, gregor, tick):
    here, there = signed_in(page_client), signed_in(page_client)
    here.visit(CHANGE).submit(CHANGE, oldpassword=PASSWORD, password1=NEW, password2=NEW, sign_out_others=tick)
    assert walks.is_signed_in(here)
    assert walks.is_signed_in(there) is not tick
