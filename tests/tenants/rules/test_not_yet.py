"""What a file asks for and this release only stores is named; what is in use is not."""

import pytest

from tenants.rules import tenant_file
from tenants.rules.not_yet import stored_not_used
from tests.tenants.rules.files import CODE_RULE, PRESETS, SMALL, TWO, preset


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("", ()),
        ("[password]\nhistory = 2", ("password.history",)),
        ("[password]\nhistory = 0\nmin_length = 12\nconfirmed_by_mail = false", ()),
        ("[password]\nconfirmed_by_mail = true", ("password.confirmed_by_mail",)),
        ('[reminders]\nchannels = ["sms"]', ("reminders.channels",)),
        ("[reminders]\nchannels = []", ()),
        ('[terms]\nstyle = "list"', ("terms.style",)),
        ('[terms]\nstyle = "box"\nversion = "2"', ()),
        ('[menu]\nentries = ["overview", "news", "help"]', ("menu.entries.news",)),
        (
            '[registration]\nfields = ["email", "password", "street", "terms"]\noptional = ["street"]',
            ("registration.fields.street",),
        ),
        ("[reading]\ndelete = true\nexport = false", ("reading.delete",)),
        ('[[reading.rules]]\nkey = "w"\nkind = "always"\nkinds = ["billing", "own"]', ("reading.rules.w.kinds",)),
        ('[[reading.rules]]\nkey = "w"\nkind = "window"\nstart = 25\nend = 2\nend_next_month = true', ()),
        ('[country]\npayment_code = "none"', ()),
        ('[wording.sl]\nlogin.button = "PRIJAVA"\nmenu.news = "Novice"\nmenu.help = "Pomoč"', ("wording.sl.menu.news",)),
        ('[profile]\nfields = ["phone"]', ("profile.fields",)),
        (CODE_RULE, ()),
        (CODE_RULE + 'on_match = "review"', ("linking.rules.code",)),
    ],
)  # fmt: skip
def test_waiting_keys_of_a_file(more, named):
    assert stored_not_used(tenant_file.parse(SMALL + more)) == named


def test_mail_in_two_languages_waits():
    assert stored_not_used(tenant_file.parse(SMALL.replace("[brand]", 'mail_languages = ["sl", "en"]\n[brand]'))) == ("mail_languages",)


def test_a_rule_that_links_at_once_is_in_use_whenever_it_is_asked_and_whatever_it_proves():
    fields = '[registration]\nfields = ["evidence", "email", "password", "terms"]\n'
    asked = fields + CODE_RULE + 'asked = "registration"\n'
    for more in (asked, asked + 'proves = "supply_point"', CODE_RULE + 'proves = "supply_point"'):
        assert stored_not_used(tenant_file.parse(SMALL + more)) == ()
    assert stored_not_used(tenant_file.parse(SMALL + asked + 'on_match = "review"')) == ("linking.rules.code",)


def test_a_rule_with_words_to_choose_waits_for_its_lists():
    assert "linking.rules.contract" in stored_not_used(tenant_file.parse(preset("gen-i")))


def test_a_key_of_a_utility_is_named_with_the_utility():
    named = stored_not_used(tenant_file.parse(TWO + '[utilities.gora.terms]\nstyle = "list"'))
    assert "utilities.gora.terms.style" in named


def test_zagorje_waits_for_its_password_history_and_terms_page():
    named = stored_not_used(tenant_file.parse(preset("zagorje")))
    assert {
        "password.history", "password.confirmed_by_mail", "terms.style", "registration.steps.terms",
        "reminders.channels", "menu.entries.consumption", "profile.language",
    } <= set(named)  # fmt: skip


@pytest.mark.parametrize("slug", PRESETS)
def test_every_waiting_key_is_one_that_the_file_writes(slug):
    file = tenant_file.parse(preset(slug))
    for name in stored_not_used(file):
        parent = name.rpartition(".")[0]
        assert any(key in (name, parent) or key.startswith(f"{name}.") for key in file.written), name
