"""What a file asks for and this release does not do yet is said on the page it belongs to, and nowhere else."""

from __future__ import annotations

import pytest

from tests import people


@pytest.fixture
def cilka_page(cilka_client):
    return lambda path: cilka_client.visit(path).text


def test_zagorje_says_that_a_new_password_takes_effect_at_once_for_now(cilka_page):
    assert "Novo geslo velja takoj." in cilka_page("/accounts/password/change/")


def test_zagorje_says_that_pages_are_planned(cilka_page):
    assert "Podjetje za ta portal načrtuje še druge strani" in cilka_page("/help/")


def test_zagorje_says_that_steps_of_registration_are_planned(zagorje, page_client):
    assert "načrtuje še druga vprašanja in korake" in page_client("zagorje.localhost").visit("/accounts/signup/").text


def test_involta_has_nothing_to_announce(ana, ana_client, visitor):
    assert "načrtuje" not in visitor.visit("/accounts/signup/").text
    assert "načrtuje" not in ana_client.visit("/help/").text
    assert "Novo geslo velja takoj." not in ana_client.visit("/accounts/password/change/").text


def test_reading_list_says_what_its_file_plans(apply_preset, page_client):
    gen_i = apply_preset("gen-i")
    user = people.household(gen_i, username=None, full_name="Gorazd Zorman", number="300001", commodity="electricity")
    page = page_client("gen-i.localhost", user).visit(f"/meters/{people.point_of(user).public_id}/")
    assert "pridejo z eno od naslednjih različic portala" in page.text
