"""How passwords are kept, and what they must be."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from accounts import validators
from accounts.models import User
from tests.factories import PASSWORD
from tests.scopes import working_for


def test_a_password_is_kept_as_argon2id_at_19_mib_two_passes_one_lane(real_hasher):
    parameters = extract_parameters(make_password("skrivnost").removeprefix("argon2"))
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)


def test_the_portal_has_no_cheaper_hasher():
    from portal import settings

    assert settings.PASSWORD_HASHERS == ["accounts.hashers.PortalArgon2Hasher"]


@pytest.mark.parametrize("password", ["slovenija123", "Ljubljana1", "password1", "qwertz123", "12345678"])
def test_common_passwords_of_both_languages_are_known(in_involta, password):
    with pytest.raises(ValidationError):
        validators.TenantPasswordValidator().validate(password, None)


def test_a_policy_is_that_of_the_tenant(involta, zagorje):
    user = User(email="mojca@example.si", username="mojca")
    with working_for(involta):
        validators.TenantPasswordValidator().validate("modra reka teče", user)
    with working_for(zagorje), pytest.raises(ValidationError) as refused:
        validators.TenantPasswordValidator().validate("modra reka teče", user)
    assert {error.code for error in refused.value.error_list} == {"no_upper_case", "no_digit"}


def test_a_long_password_is_taken_whole(in_involta, real_hasher):
    from django.contrib.auth.hashers import check_password

    long = "modra reka " * 20
    validators.TenantPasswordValidator().validate(long, None)
    assert not check_password(long[:-1], make_password(long))


def test_rules_are_marked_met_or_not_once_something_was_typed(zagorje):
    with working_for(zagorje):
        assert {rule.met for rule in validators.rules()} == {None}
        marks = [rule.met for rule in validators.rules(validators.verdicts("vodomer27"))]
    assert marks == [True, False, True, True, True]


@pytest.mark.parametrize("present", ["", "ni-pravo-Geslo-1"])
def test_whoever_found_an_open_session_learns_nothing_of_earlier_passwords(cilka, cilka_client, present):
    """Whether a new password was used lately is said to whoever gave the present one: left empty, no limit would count the guess."""
    path = "/accounts/password/change/"
    answers = []
    for guess in (PASSWORD, "Povsem-Drugo-Geslo-7"):
        page = cilka_client.visit(path).submit(path, oldpassword=present, password1=guess, password2=guess)
        assert page.errors["oldpassword"]
        answers.append(page.errors)
    assert answers[0] == answers[1]
    assert "password1" not in answers[0]
    page = cilka_client.visit(path).submit(path, oldpassword=PASSWORD, password1=PASSWORD, password2=PASSWORD)
    assert page.errors["password1"], "the owner is told"
