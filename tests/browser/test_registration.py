"""The pages of registration and terms at the four portals: usable by everybody, on a narrow telephone, light and dark."""

from __future__ import annotations

import pytest

from tests import factories
from tests.accounts import walks
from tests.browser.walk import SCHEMES
from tests.scopes import working_for

pytestmark = pytest.mark.sqlite  # the pages are the same on both engines

FORMS = {
    "involta": "/accounts/signup/",
    "gen-i": "/accounts/signup/",
    "zagorje": "/accounts/signup/",
    "mojupravljalec": "/accounts/signup/?utility=logatec",
}


def look(window):
    """Nothing is wrong with the page as it stands."""
    page = window.page
    page.set_viewport_size({"width": 320, "height": 640})
    assert window.overflow() == 0, page.url
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert window.axe(*rules) == [], f"{page.url}, {scheme}"


@pytest.mark.parametrize("slug", FORMS)
def test_the_form_empty_and_with_mistakes(open_window, apply_preset, slug):
    apply_preset(slug)
    window = open_window(f"{slug}.localhost")
    window.goto(FORMS[slug])
    look(window)
    window.page.fill("input[name=password]", "abc")
    window.page.locator("main form[method=post] button[type=submit]").first.click()
    assert window.page.locator(".error").count() > 1
    look(window)


def test_the_terms_before_any_mail(open_window, apply_preset):
    apply_preset("zagorje")
    window = open_window("zagorje.localhost")
    window.goto("/accounts/signup/")
    for name, value in walks.ZAGORJE.items():
        window.page.fill(f"input[name={name}]", value)
    window.page.get_by_role("button", name="Registracija").click()
    assert window.page.locator("h1").inner_text() == "Pogoji uporabe"
    look(window)
    window.page.get_by_role("button", name="Zavrni").click()
    assert "niste strinjali" in window.page.locator("main").inner_text()
    look(window)


def test_new_terms_at_the_next_sign_in(open_window, apply_preset):
    tenant = apply_preset("involta")
    with working_for(tenant):
        factories.UserFactory(username="ana", agreed=False)
    window = open_window("involta.localhost")
    window.goto("/accounts/login/")
    window.page.fill("input[name=login]", "ana")
    window.page.fill("input[name=password]", factories.PASSWORD)
    window.page.get_by_role("button", name="PRIJAVA").click()
    assert window.page.locator("h1").inner_text() == "Pogoji uporabe so se spremenili"
    look(window)
