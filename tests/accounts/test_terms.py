"""A new version of the terms: asked once, between the password and the session, of everybody whom it concerns."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter

from accounts.models import TermsAcceptance
from accounts.services import terms
from tenants.models import AuditEvent, Utility
from tests import factories
from tests.accounts import walks
from tests.factories import PASSWORD
from tests.scopes import working_for
from tests.source import application, lines_matching

QUESTION = "/accounts/terms/"


@pytest.fixture
def changed(involta, ana, bojan, new_version):
    """Ana and Bojan agreed to version 1; the file now says 2."""
    return new_version(involta, "2")


def agreed_versions(tenant, user):
    with working_for(tenant):
        return list(TermsAcceptance.objects.filter(user=user).order_by("pk").values_list("version", flat=True))


def test_nobody_is_asked_while_the_version_is_the_same(visitor, ana):
    assert walks.sign_in(visitor, "ana", PASSWORD).path == "/"


def test_a_new_version_is_asked_once_and_leads_on_to_the_page_that_was_asked_for(visitor, involta, ana, changed):
    page = visitor.visit("/meters/").submit("/accounts/login/", login="ana", password=PASSWORD)
    assert page.path == QUESTION
    assert "različica 2" in page.main
    assert not walks.is_signed_in(visitor), "no page with data before the answer"
    page = page.submit(press="yes")
    assert page.path == "/meters/"
    assert agreed_versions(involta, ana) == ["1", "2"]
    visitor.visit("/accounts/logout/").submit("/accounts/logout/")
    assert walks.sign_in(visitor, "ana", PASSWORD).path == "/", "only once"


@pytest.mark.parametrize(("ticked", "age"), [(True, 30 * 24 * 3600), (None, "")])
def test_remember_me_outlives_the_question(visitor, ana, changed, ticked, age):
    walks.sign_in(visitor, "ana", PASSWORD, remember=ticked).submit(press="yes")
    assert walks.is_signed_in(visitor)
    assert visitor.cookies["session"]["max-age"] == age


def test_refusing_leaves_one_outside_and_the_question_comes_again(visitor, involta, ana, changed):
    page = walks.sign_in(visitor, "ana", PASSWORD).submit(press="no")
    assert page.path == "/accounts/login/"
    assert "niste prijavljeni" in page.messages[0]
    assert not walks.is_signed_in(visitor)
    assert agreed_versions(involta, ana) == ["1"]
    with working_for(involta):
        assert AuditEvent.objects.filter(action="terms.refused", actor=ana).count() == 1
    assert walks.sign_in(visitor, "ana", PASSWORD).path == QUESTION


@pytest.mark.parametrize(
    "path", ["/", "/meters/", "/billing/invoices/", "/accounts/profile/", "/accounts/link/", "/accounts/password/change/"]
)
def test_no_page_opens_while_the_question_waits(visitor, ana, changed, path):
    walks.sign_in(visitor, "ana", PASSWORD)
    assert visitor.visit(path).path in {"/accounts/login/", QUESTION}


def test_a_session_that_runs_is_not_interrupted(ana_client, changed):
    assert ana_client.visit("/meters/").path == "/meters/"


def test_the_question_of_nobody_leads_to_the_sign_in(visitor):
    assert visitor.visit(QUESTION).path == "/accounts/login/"


def test_an_answer_to_another_version_is_no_answer(visitor, involta, ana, changed, new_version):
    page = walks.sign_in(visitor, "ana", PASSWORD)
    new_version(involta, "3")
    page = page.submit(press="yes")
    assert page.path == QUESTION
    assert "različica 3" in page.main
    assert agreed_versions(involta, ana) == ["1"]


def test_a_wrong_password_never_reaches_the_question(visitor, ana, changed):
    assert walks.sign_in(visitor, "ana", "napačno").path == "/accounts/login/"


def test_the_question_and_linking_come_one_after_the_other(visitor, involta, unlinked, new_version):
    new_version(involta, "2")
    page = walks.sign_in(visitor, "darko", PASSWORD)
    assert page.path == QUESTION
    assert page.submit(press="yes").path == "/accounts/link/"
    assert visitor.visit("/accounts/link/").path == "/accounts/link/"


def test_whoever_never_agreed_is_asked(visitor, involta):
    with working_for(involta):
        factories.UserFactory(username="stara", agreed=False)
    assert walks.sign_in(visitor, "stara", PASSWORD).path == QUESTION


def test_staff_are_not_asked(in_involta, new_version):
    new_version(in_involta, "2")
    assert terms.outstanding(factories.UserFactory(is_staff=True, agreed=False)) == []


def test_where_there_are_several_utilities_only_those_that_concern_somebody_ask(apply_preset, page_client):
    tenant = apply_preset("mojupravljalec")
    with working_for(tenant):
        user = factories.UserFactory(username=None, email="ana@example.si", agreed=False)
        assert terms.outstanding(user) == []
        logatec = Utility.objects.get(code="logatec")
        factories.LinkFactory(user=user, customer=factories.CustomerFactory(utility=logatec))
        assert terms.outstanding(user) == [logatec]
        terms.agree(user=user, utilities=[logatec], by=user)
        assert terms.outstanding(user) == []


def test_agreement_that_fails_late_leaves_nothing(in_involta, monkeypatch):
    user = factories.UserFactory(agreed=False)

    def fails(*args, **kwargs):
        raise RuntimeError("late")

    monkeypatch.setattr(terms.audit, "record", fails)
    with pytest.raises(RuntimeError):
        terms.agree(user=user, utilities=list(Utility.objects.all()), by=user)
    assert not TermsAcceptance.objects.exists()


# --- One place, closed by default -------------------------------------------------------------------------------------------------
def test_the_question_is_the_last_step_of_every_sign_in(in_involta):
    assert get_adapter().get_login_stages()[-1] == "accounts.stages.TermsStage"


def test_nothing_signs_in_beside_those_steps():
    """Django's `login()` would pass the question by."""
    found = [
        source.name
        for source in application()
        if lines_matching(r"contrib\.auth import .*\blogin\b|auth\.login\(|flows\.login\b", source.text)
    ]
    assert found == []


def test_another_account_at_another_portal_is_not_asked(involta, zagorje, cilka, page_client, new_version):
    new_version(involta, "2")
    assert walks.sign_in(page_client("zagorje.localhost"), "cilka@example.si", PASSWORD).path == "/"
