"""Walk Z-05, Z-24, Z-35: the linked pages and the menu of Moja Komunala Zagorje."""

from __future__ import annotations


def test_z05_terms_and_instructions_are_pages_that_anybody_may_read(zagorje, page_client):
    visitor = page_client("zagorje.localhost")
    terms = visitor.visit("/terms/")
    assert terms.h1 == "Splošni pogoji uporabe"
    assert "različica 1" in terms.main
    assert "Upošteva se zadnji vnos." in terms.main
    instructions = visitor.visit("/pages/instructions/")
    assert instructions.h1 == "Navodila za uporabo"
    assert instructions.follow("pogoje uporabe").h1 == terms.h1


def test_z05_the_pages_are_there_in_english_too(zagorje, page_client):
    visitor = page_client("zagorje.localhost", language="en")
    assert visitor.visit("/terms/").h1 == "General terms of use"
    assert visitor.visit("/pages/instructions/").h1 == "How to use the portal"


def test_z24_the_menu_entry_uporabnik_leads_to_profile_and_security(cilka_client):
    page = cilka_client.visit("/").follow("Uporabnik")
    assert page.h1 == "Uporabnik"
    for block in ("Moj profil", "Varnost", "Prijava", "Aktivnost"):
        assert block in page.main


def test_z35_what_was_announced_stands_in_the_menu_and_opens(cilka_client):
    links = {link.text: link.href for link in cilka_client.visit("/").links}
    for label in ("Računi", "Poraba"):
        assert cilka_client.visit(links[label]).h1
