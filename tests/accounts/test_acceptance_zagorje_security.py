"""Moja Komunala Zagorje, "Sprememba podatkov" and "Sprememba gesla": Z-24 to Z-34 of the acceptance list."""

from __future__ import annotations

import time

import pytest
import time_machine

from accounts.models import EarlierPassword, PendingPassword
from accounts.services import activity
from tests import people
from tests.accounts import mailbox, walks
from tests.factories import PASSWORD
from tests.scopes import working_for
from tests.staff import code_of, give_second_factor

HOST = "zagorje.localhost"
SETTINGS, PROFILE, SECURITY = "/accounts/settings/", "/accounts/profile/", "/accounts/security/"
CHANGE, EMAIL, ACTIVITY = "/accounts/password/change/", "/accounts/email/", "/accounts/activity/"
EMAIL_OF_CILKA = "cilka@example.si"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1"
B, A, C = PASSWORD, "Modra-Reka-2026", "Bela-Skala-2026"
"""Passwords in the order in which they are used: the account begins with B."""


@pytest.fixture
def signed_in(page_client, cilka):
    """``signed_in()``: another browser of Cilka's, signed in through the form."""

    def sign_in(password=PASSWORD, login=EMAIL_OF_CILKA, agent=FIREFOX):
        client = page_client(HOST)
        client.defaults["HTTP_USER_AGENT"] = agent
        walks.sign_in(client, login, password)
        return client

    return sign_in


def lets_in(page_client, login, password) -> bool:
    client = page_client(HOST)
    walks.sign_in(client, login, password)
    return walks.is_signed_in(client)


def ask(client, new, old=PASSWORD, **more):
    return client.visit(CHANGE).submit(CHANGE, oldpassword=old, password1=new, password2=new, **more)


def confirm(client, tenant, to=EMAIL_OF_CILKA):
    """The page after the button behind the newest link."""
    message = next(m for m in reversed(mailbox.messages(tenant, to)) if m.event == "password_confirm")
    return client.visit(mailbox.path_of(message, "/password/change/")).submit()


def change(client, tenant, new, old):
    ask(client, new, old, sign_out_others=False)
    confirm(client, tenant)


# --- The menu ---------------------------------------------------------------------------------------------------------------------
def test_z24_the_menu_uporabnik_leads_to_two_blocks(cilka_client):
    assert ("Uporabnik", SETTINGS) in [(link.text, link.href) for link in cilka_client.visit("/").links]
    page = cilka_client.visit(SETTINGS)
    assert page.h1 == "Uporabnik"
    assert page.main.index("Moj profil") < page.main.index("Varnost") < page.main.index("Prijava") < page.main.index("Aktivnost")
    links = [(link.text, link.href) for link in page.links]
    assert {("Moj profil", PROFILE), ("Prijava", SECURITY), ("Aktivnost", ACTIVITY)} <= set(links)


def test_z25_the_profile_has_the_fields_of_the_manual(cilka_client):
    form = cilka_client.visit(PROFILE).form(PROFILE)
    names = [name for name in form.values if name != "csrfmiddlewaretoken"]
    assert names == ["email", "first_name", "last_name", "phone", "language"]
    page = cilka_client.visit(PROFILE)
    for label in ("Email", "Ime", "Priimek", "Telefonska številka", "Izberite jezik"):
        assert label in page.main
    page = page.submit(PROFILE, email="", first_name="", last_name="", phone="")
    assert set(page.errors) - {""} == {"email", "first_name", "last_name"}, "the telephone number alone may stay empty"


# --- The address ------------------------------------------------------------------------------------------------------------------
def ask_email(client, new, password=PASSWORD):
    return client.visit(EMAIL).submit(EMAIL, email=new, password=password)


def email_link(tenant, to):
    message = next(m for m in reversed(mailbox.messages(tenant, to)) if m.event == "email_change")
    return mailbox.path_of(message, "/email/confirm/")


def test_z26_the_new_address_is_confirmed_there_and_the_old_one_works_until_then(cilka_client, page_client, zagorje, cilka_point):
    page = cilka_client.visit(EMAIL)
    assert "tudi vaše uporabniško ime" in page.main
    ask_email(cilka_client, "nova@example.si")
    link = email_link(zagorje, "nova@example.si")
    assert lets_in(page_client, EMAIL_OF_CILKA, PASSWORD)
    assert not lets_in(page_client, "nova@example.si", PASSWORD)
    page = cilka_client.visit(link)
    assert lets_in(page_client, EMAIL_OF_CILKA, PASSWORD), "a program that opens links confirms nothing"
    assert "potrjen" in page.submit().main
    assert not lets_in(page_client, EMAIL_OF_CILKA, PASSWORD)
    client = page_client(HOST)
    walks.sign_in(client, "nova@example.si", PASSWORD)
    assert cilka_point.number in client.visit("/").main, "the linked points came along"


def test_z26_who_is_not_signed_in_signs_in_with_the_present_address_and_comes_back(cilka_client, page_client, zagorje):
    ask_email(cilka_client, "nova@example.si")
    elsewhere = page_client(HOST)
    page = elsewhere.visit(email_link(zagorje, "nova@example.si"))
    page = page.submit("/accounts/login/", login=EMAIL_OF_CILKA, password=PASSWORD)
    assert "nova@example.si" in page.main
    page.submit()
    assert lets_in(page_client, "nova@example.si", PASSWORD)


def test_z27_a_second_change_replaces_the_first_whose_link_is_dead(cilka_client, page_client, zagorje):
    ask_email(cilka_client, "prva@example.si")
    ask_email(cilka_client, "druga@example.si")
    cilka_client.visit(email_link(zagorje, "prva@example.si"), status=404)
    cilka_client.visit(email_link(zagorje, "druga@example.si")).submit()
    assert lets_in(page_client, "druga@example.si", PASSWORD)


def test_z27_an_address_in_use_gets_the_same_answer_and_equal_work(cilka_client, zagorje, page_client):
    people.person(zagorje, username=None, full_name="Darja Kos")
    answers, work = [], []
    for address in ("darja@example.si", "nihce@example.si"):
        csrf = cilka_client.visit(EMAIL).form(EMAIL).token
        cilka_client.post(EMAIL, {"email": address, "password": PASSWORD, "csrfmiddlewaretoken": csrf})
        work.append(len(cilka_client.queries))
        answers.append(cilka_client.visit(EMAIL).text.replace(address, "…"))
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    [told] = mailbox.messages(zagorje, "darja@example.si")
    assert told.event == "email_in_use"
    assert "confirm" not in told.text + told.html
    assert "cilka" not in told.text + told.html, "nothing says who asked"


def test_z28_the_old_address_is_told_when_it_is_asked_for_and_when_it_holds(cilka_client, zagorje):
    ask_email(cilka_client, "nova@example.si")
    asked = mailbox.last(zagorje, EMAIL_OF_CILKA)
    assert asked.event == "email_change_asked"
    assert "nova@example.si" in asked.text
    cilka_client.visit(email_link(zagorje, "nova@example.si")).submit()
    changed = mailbox.last(zagorje, EMAIL_OF_CILKA)
    assert changed.event == "email_changed"
    assert "nova@example.si" in changed.text


# --- The password -----------------------------------------------------------------------------------------------------------------
def test_z29_from_varnost_to_the_new_password(cilka_client):
    page = cilka_client.visit(SECURITY)
    link = next(link for link in page.links if link.href == CHANGE)
    assert link.text.startswith("Posodobi")
    page = cilka_client.visit(CHANGE)
    assert page.h1 == "Posodobitev gesla"
    for label in ("Novo geslo", "Potrdite geslo", "Izpiši me iz drugih naprav"):
        assert label in page.main
    page = ask(cilka_client, A, old="napačno")
    assert page.errors["oldpassword"], "the present sign-in is proved first"


def test_z30_the_present_password_and_the_one_before_it_are_refused_and_older_ones_not(cilka, cilka_client, zagorje):
    change(cilka_client, zagorje, A, B)
    for used in (A, B):
        assert "zadnjih 2 gesel" in ask(cilka_client, used, A).errors["password1"], used
    change(cilka_client, zagorje, C, A)
    for used in (C, A):
        assert ask(cilka_client, used, C).errors["password1"], used
    assert not ask(cilka_client, B, C).errors
    with working_for(zagorje):
        assert EarlierPassword.objects.filter(user=cilka).count() == 1, "no more hashes are kept than are compared"


def test_z30_the_other_rules_hold_as_at_registration(cilka_client):
    for weak in ("Kratko1", "brezvelike1", "BrezStevilke", EMAIL_OF_CILKA):
        assert ask(cilka_client, weak).errors["password1"], weak


def test_z31_the_new_password_holds_when_the_link_is_confirmed_and_only_then(cilka_client, page_client, zagorje):
    page = ask(cilka_client, A)
    assert "Odprite povezavo" in " ".join(page.messages)
    message = mailbox.last(zagorje, EMAIL_OF_CILKA)
    link = mailbox.path_of(message, "/password/change/")
    assert lets_in(page_client, EMAIL_OF_CILKA, B)
    stranger = page_client(HOST)
    page = stranger.visit(link)
    assert lets_in(page_client, EMAIL_OF_CILKA, B), "a program that opens links confirms nothing"
    assert "Novo geslo velja" in page.submit().main
    assert not lets_in(page_client, EMAIL_OF_CILKA, B)
    assert lets_in(page_client, EMAIL_OF_CILKA, A)
    stranger.visit(link, status=404)
    assert mailbox.last(zagorje, EMAIL_OF_CILKA).event == "password_changed"


def test_z31_an_unused_link_runs_out_and_changes_nothing(cilka_client, page_client, zagorje):
    ask(cilka_client, A)
    link = mailbox.path_of(mailbox.last(zagorje, EMAIL_OF_CILKA), "/password/change/")
    with time_machine.travel(time.time() + 61 * 60):
        page = page_client(HOST).visit(link, status=404)
        assert page.h1 == "Ta povezava ne deluje več"
    assert lets_in(page_client, EMAIL_OF_CILKA, B)


def test_z32_the_pending_password_is_kept_only_as_a_hash(cilka, cilka_client, zagorje, page_client):
    ask(cilka_client, A)
    token = mailbox.path_of(mailbox.last(zagorje, EMAIL_OF_CILKA), "/password/change/").split("/")[-2]
    with working_for(zagorje):
        [row] = PendingPassword.objects.filter(user=cilka).values()
    kept = " ".join(map(str, row.values()))
    assert A not in kept
    assert token not in kept, "whoever reads the database can make no link"


@pytest.fixture
def with_factor(cilka, zagorje):
    with working_for(zagorje):
        give_second_factor(cilka)
    return cilka


def half_way_in(page_client, password=PASSWORD):
    """A browser that proved the password and waits for the code."""
    client = page_client(HOST)
    page = walks.sign_in(client, EMAIL_OF_CILKA, password)
    assert "/2fa/authenticate/" in page.path
    return client, page


@pytest.mark.parametrize("tick", [True, False])
def test_z33_other_sessions_and_unfinished_sign_ins_end_with_the_tick_and_go_on_without(
    signed_in, page_client, zagorje, with_factor, cilka_client, tick
):
    other = page_client(HOST)
    other.sign_in(with_factor)
    with working_for(zagorje):
        from allauth.usersessions.models import UserSession

        for client in (other, cilka_client):
            UserSession.objects.create(user=with_factor, session_key=client.session.session_key, ip="127.0.0.1", user_agent="x")
    _half, waiting = half_way_in(page_client)
    ask(cilka_client, A, sign_out_others=tick)
    assert walks.is_signed_in(other), "nothing ends before the moment of effect"
    confirm(page_client(HOST), zagorje)
    assert walks.is_signed_in(cilka_client), "this device stays signed in"
    assert walks.is_signed_in(other) is not tick
    waiting.submit("/accounts/2fa/authenticate/", code=code_of(with_factor))
    assert walks.is_signed_in(_half) is not tick


def test_z33_the_device_that_opens_the_link_stays_too_and_gets_a_new_session_number(signed_in, zagorje):
    client, other = signed_in(), signed_in()
    ask(client, A, sign_out_others=True)
    before = client.session.session_key
    confirm(client, zagorje)
    assert walks.is_signed_in(client)
    assert client.session.session_key != before
    assert not walks.is_signed_in(other)
    assert "Firefox" in client.visit(ACTIVITY).main, "and is still among the devices"


def test_z33_links_for_a_forgotten_password_are_dead_after_a_change(cilka_client, page_client, zagorje):
    page_client(HOST).visit("/accounts/password/reset/").submit(email=EMAIL_OF_CILKA)
    reset = mailbox.path_of(mailbox.last(zagorje, EMAIL_OF_CILKA), "/password/reset/key/")
    ask(cilka_client, A)
    confirm(cilka_client, zagorje)
    assert page_client(HOST).visit(reset).h1 == "Ta povezava ne deluje več"


# --- Activity ---------------------------------------------------------------------------------------------------------------------
def test_z34_activity_lists_devices_and_what_happened(signed_in, page_client, zagorje):
    walks.sign_in(page_client(HOST), EMAIL_OF_CILKA, "napačno")
    signed_in(agent=IPHONE)
    client = signed_in(agent=FIREFOX)
    ask(client, A, sign_out_others=False)
    confirm(client, zagorje)
    ask_email(client, "nova@example.si", A)
    page = client.visit(ACTIVITY)
    for words in ("Firefox, Windows", "Safari, iPhone", "Ta naprava"):
        assert words in page.main
    for words in ("Neuspešen poskus prijave", "Prijava", "Zahtevano novo geslo", "Sprememba gesla", "Zahtevana sprememba e-poštnega"):
        assert words in page.main


def test_z34_each_device_can_be_signed_out_by_itself(signed_in, cilka, zagorje):
    phone, computer = signed_in(agent=IPHONE), signed_in(agent=FIREFOX)
    page = computer.visit(ACTIVITY)
    assert phone.session.session_key not in page.html, "the number that opens a session is shown to nobody"
    page.submit("/accounts/activity/sign-out/")
    assert not walks.is_signed_in(phone)
    assert walks.is_signed_in(computer)


def test_z34_nobody_signs_out_a_stranger(signed_in, page_client, zagorje):
    people.person(zagorje, username=None, full_name="Darja Kos")
    cilka_browser, darja_browser = signed_in(), signed_in(login="darja@example.si")
    key = activity.device_key(cilka_browser.session.session_key)
    csrf = darja_browser.visit(EMAIL).form(EMAIL).token
    darja_browser.post("/accounts/activity/sign-out/", {"device": key, "csrfmiddlewaretoken": csrf})
    assert walks.is_signed_in(cilka_browser)
