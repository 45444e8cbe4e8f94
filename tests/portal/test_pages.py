"""Pages with words only, the tenant's colours, and what a load balancer asks."""

from __future__ import annotations

import pytest

from tests.presets import local_text
from tests.scopes import working_for


@pytest.mark.parametrize("path", ["/help/", "/terms/", "/privacy/", "/accessibility/"])
@pytest.mark.parametrize(("language", "word"), [("sl", "Potrebujete pomoč?"), ("en", "Do you need help?")])
def test_page_is_open_to_everybody_in_both_languages(involta, page_client, path, language, word):
    assert word in page_client("involta.localhost", language=language).visit(path).text


def test_i24_contact_address_of_the_supplier_is_on_the_page(visitor):
    assert "info@involta.si" in visitor.visit("/help/").text
    assert "info@involta.si" in visitor.visit("/accounts/login/").text


def test_language_is_kept_in_the_browser_and_with_the_account(ana, ana_client):
    page = ana_client.visit("/help/")
    assert "Pomoč" in page.text
    response = ana_client.post("/language/", {"language": "en", "next": "/help/", "csrfmiddlewaretoken": ana_client.cookies["csrf"].value})
    assert response.status_code == 302
    assert response["Location"] == "/help/"
    with working_for(ana.tenant):
        ana.refresh_from_db()
    assert ana.language == "en"
    assert "Help" in ana_client.visit("/help/").text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""])
def test_language_choice_never_leads_away(visitor, target):
    visitor.visit("/help/")
    token = visitor.cookies["csrf"].value
    response = visitor.post("/language/", {"language": "en", "next": target, "csrfmiddlewaretoken": token})
    assert response["Location"] == "/"


def test_language_that_the_tenant_does_not_offer_is_left_alone(visitor):
    visitor.visit("/help/")
    visitor.post("/language/", {"language": "hu", "next": "/help/", "csrfmiddlewaretoken": visitor.cookies["csrf"].value})
    assert "django_language" not in visitor.cookies


def test_theme_is_the_tenants_own_and_may_be_kept_for_long(involta, zagorje, page_client):
    involta_css = page_client("involta.localhost").get("/theme.css")
    zagorje_css = page_client("zagorje.localhost").get("/theme.css")
    assert involta_css.content != zagorje_css.content
    assert b"--accent: #1f53b8" in involta_css.content
    assert "max-age=31536000" in involta_css["Cache-Control"]
    assert "Host" in involta_css["Vary"]
    again = page_client("involta.localhost").get("/theme.css", headers={"If-None-Match": involta_css["ETag"]})
    assert again.status_code == 304


def test_theme_changes_its_address_with_the_file(involta, page_client):
    from tenants.services import apply_tenant
    from tests.scopes import no_scope

    before = page_client().get("/accounts/login/").content
    with no_scope():
        apply_tenant(text=local_text("involta").replace("corner = 12", "corner = 4"), by="tests")
    from tenants import middleware

    middleware.hosts.clear()
    after = page_client().get("/accounts/login/").content
    assert b"/theme.css?v=1" in before
    assert b"/theme.css?v=2" in after


def test_healthz_and_readyz_answer_on_any_host(db, page_client):
    client = page_client("whatever.example")
    assert client.get("/healthz").json() == {"ok": True}
    assert client.get("/readyz").status_code in (200, 503)


def test_page_that_is_not_there_says_so_in_the_tenants_look(visitor):
    page = visitor.visit("/ni-te-strani/", status=404)
    assert "Moja Involta" in page.text


@pytest.mark.parametrize(
    ("language", "words"), [("sl", "Tega naslova ni mogoče odpreti neposredno"), ("en", "This address cannot be opened by itself")]
)
def test_the_address_of_a_button_answers_with_a_page_of_words(involta, page_client, language, words):
    """Django's 405 has no body; a browser shows an error of its own then."""
    client = page_client("involta.localhost", language=language)
    assert words in client.visit("/language/", status=405).text
    assert client.get("/language/")["Allow"] == "POST"


def test_an_error_page_leads_to_the_entrance_or_to_the_overview(visitor, ana_client):
    assert "Na prvo stran" in visitor.visit("/ni-te-strani/", status=404).main
    assert "Na pregled" in ana_client.visit("/ni-te-strani/", status=404).main
