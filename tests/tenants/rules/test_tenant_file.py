"""A wrong file is refused naming every key, value and what is allowed; a right one becomes objects."""

import dataclasses
import pickle
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.rules import tenant_file
from tenants.rules.problems import LANGUAGES, FileRefused
from tests.tenants.rules.files import CODE_RULE, SMALL, TWO, problems_of

TOP = SMALL.index("[brand]")
CONTACT = '[[contacts]]\nemail = "info@dolina.si"\n'
EVIDENCE = '[[linking.evidence]]\nname = "number"\nkind = "digits"\nsource = "customer"\nlabel = "Številka"\n'
LAST_FIVE_DAYS = '[[reading.rules]]\nkey = "w"\nkind = "window"\nstart = -5\nend = -1'
RISK = '[[linking.rules]]\nkey = "number"\nevidence = ["number"]\n'
NEEDED = 'fields = ["email", "password", "terms"]'


def top(line: str) -> str:
    """The small file with one more line among its top-level keys."""
    return SMALL[:TOP] + line + "\n" + SMALL[TOP:]


def swapped(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


# what is written, the key that must be named, the value that must be shown, words of what is allowed
REFUSED = [
    # the file itself
    pytest.param("slug = dolina", "file", "line 1", "TOML", id="no-toml"),
    pytest.param(top("colour = 1"), "colour", "1", "known keys only", id="unknown-key"),
    pytest.param(top("langages = 1"), "langages", "1", "did you mean languages", id="misspelt-key"),
    # identity
    pytest.param(swapped('slug = "dolina"', ""), "slug", "nothing", "small letters", id="slug-missing"),
    pytest.param(swapped('"dolina"', '"Dolina"'), "slug", '"Dolina"', "small letters", id="slug-capital"),
    pytest.param(swapped('"dolina"', "5"), "slug", "5", "small letters", id="slug-number"),
    pytest.param(swapped('"dolina"', '"platform"'), "slug", '"platform"', "not platform", id="slug-reserved"),
    pytest.param(swapped('hosts = ["moja.dolina.si"]', ""), "hosts", "nothing", "host names", id="hosts-missing"),
    pytest.param(swapped('["moja.dolina.si"]', "[]"), "hosts", "[]", "host names", id="hosts-empty"),
    pytest.param(swapped('"moja.dolina.si"', '"Moja.dolina.si"'), "hosts", '"Moja.dolina.si"', "small letters", id="host-capital"),
    pytest.param(swapped('"moja.dolina.si"', '"moja.dolina.si:8000"'), "hosts", ":8000", "without port", id="host-port"),
    pytest.param(swapped('"moja.dolina.si"', '"https://dolina.si"'), "hosts", "https", "host names", id="host-scheme"),
    pytest.param(swapped('"moja.dolina.si"', '"moja_dolina.si"'), "hosts", "moja_dolina.si", "host names", id="host-underscore"),
    pytest.param(swapped('"moja.dolina.si"', '"-a.si"'), "hosts", '"-a.si"', "host names", id="host-hyphen"),
    pytest.param(swapped('"moja.dolina.si"', '"a.si", "a.si"'), "hosts", '"a.si"', "each once", id="host-twice"),
    pytest.param(swapped('["moja.dolina.si"]', '"moja.dolina.si"'), "hosts", '"moja.dolina.si"', "a list", id="hosts-text"),
    pytest.param(swapped('["sl", "en"]', '["sl", "fr"]'), "languages", '"fr"', '"hu"', id="language-unknown"),
    pytest.param(swapped('["sl", "en"]', "[]"), "languages", "[]", '"sl"', id="languages-empty"),
    pytest.param(top('mail_languages = ["it"]'), "mail_languages", '"it"', '"sl", "en"', id="mail-language-not-offered"),
    pytest.param(swapped('["water"]', '["steam"]'), "commodities", '"steam"', "electricity", id="commodity-unknown"),
    pytest.param(swapped('["water"]', "[]"), "commodities", "[]", "electricity", id="commodities-empty"),
    pytest.param(swapped('["water"]', '["water", "water"]'), "commodities", '"water"', "each once", id="commodity-twice"),
    pytest.param(swapped('["water"]', '[{code = "steam"}]'), "commodities.steam.unit", "nothing", "text", id="commodity-unit"),
    pytest.param(
        swapped('["water"]', '[{code = "water", registers = [{code = "a"}]}]'),
        "commodities.water.registers.a.code", '"a"', "capitals", id="register-code",
    ),
    # country
    pytest.param(SMALL + '[country]\ncode = "svn"', "country.code", '"svn"', "two capital letters", id="country-code"),
    pytest.param(SMALL + '[country]\ntime_zone = "CET+1"', "country.time_zone", '"CET+1"', "Europe/Ljubljana", id="time-zone"),
    pytest.param(SMALL + '[country]\ncurrency = "euro"', "country.currency", '"euro"', "EUR", id="currency"),
    pytest.param(SMALL + '[country]\npayment_code = "qr"', "country.payment_code", '"qr"', '"upn", "epc", "none"', id="payment-code"),
    # brand and mail
    pytest.param(swapped('name = "Moja Dolina"', ""), "brand.name", "nothing", "60 characters", id="brand-name"),
    pytest.param(swapped('"#1f53b8"', '"blue"'), "brand.accent", '"blue"', "#1f53b8", id="accent-word"),
    pytest.param(swapped('"#1f53b8"', '"#9ec9ff"'), "brand.accent", '"#9ec9ff"', "nearest", id="accent-too-light"),
    pytest.param(swapped("[mail]", "neutral_hue = 400\n[mail]"), "brand.neutral_hue", "400", "from 0 to 360", id="hue"),
    pytest.param(swapped("[mail]", "neutral_strength = 2\n[mail]"), "brand.neutral_strength", "2", "from 0 to 1", id="strength"),
    pytest.param(swapped("[mail]", "corner = 21\n[mail]"), "brand.corner", "21", "from 0 to 20", id="corner-large"),
    pytest.param(swapped("[mail]", "corner = true\n[mail]"), "brand.corner", "true", "whole number", id="corner-boolean"),
    pytest.param(swapped("[mail]", 'logo = "../x.png"\n[mail]'), "brand.logo", '"../x.png"', "PNG", id="logo-path"),
    pytest.param(swapped("[mail]", 'logo = "x.svg"\n[mail]'), "brand.logo", '"x.svg"', "PNG", id="logo-svg"),
    pytest.param(swapped("[mail]", 'wordmark = "Moja"\n[mail]'), "brand.wordmark", '"Moja"', "two texts", id="wordmark"),
    pytest.param(swapped('"portal@dolina.si"', '"portal"'), "mail.sender", '"portal"', "e-mail address", id="sender"),
    pytest.param(swapped('"portal@dolina.si"', '"a@b.si\\nBcc: c@d.si"'), "mail.sender", "Bcc", "e-mail address", id="header"),
    pytest.param(SMALL + 'reply_to = ""', "mail.reply_to", '""', "e-mail address", id="reply-to"),
    # contacts, sign-in, terms, password, menu, profile, reminders
    pytest.param(SMALL + "[[contacts]]\nhours = 'vedno'", "contacts.1.email", "nothing", "e-mail address", id="contact-empty"),
    pytest.param(SMALL + CONTACT + 'phone = "call us"', "contacts.1.phone", '"call us"', "telephone number", id="phone"),
    pytest.param(SMALL + CONTACT + 'commodity = "gas"', "contacts.gas.commodity", '"gas"', '"water"', id="contact-commodity"),
    pytest.param(SMALL + CONTACT + 'hours = {fr = "x"}', "contacts.1.hours.fr", '"x"', "sl, en", id="text-language"),
    pytest.param(SMALL + CONTACT + "hours = 8", "contacts.1.hours", "8", "table of texts", id="text-number"),
    pytest.param(SMALL + '[sign_in]\nidentifier = "phone"', "sign_in.identifier", '"phone"', '"username", "email"', id="identifier"),
    pytest.param(SMALL + "[sign_in]\nremember_days = 0", "sign_in.remember_days", "0", "from 1 to 365", id="remember"),
    pytest.param(
        SMALL + "[sign_in]\nforgotten_username = true", "sign_in.forgotten_username", "true", "username", id="forgotten-username"
    ),
    pytest.param(SMALL + '[terms]\nstyle = "popup"', "terms.style", '"popup"', '"box"', id="terms-style"),
    pytest.param(SMALL + '[terms]\nurl = "http://a.si"', "terms.url", '"http://a.si"', "https://", id="terms-url"),
    pytest.param(SMALL + "[terms]\nversion = 2", "terms.version", "2", "letters, digits", id="terms-version"),
    pytest.param(SMALL + "[password]\nmin_length = 5", "password.min_length", "5", "from 6 to 64", id="password-length"),
    pytest.param(SMALL + '[password]\ndigit = "yes"', "password.digit", '"yes"', "true or false", id="password-digit"),
    pytest.param(SMALL + "[password]\nhistory = 11", "password.history", "11", "from 0 to 10", id="password-history"),
    pytest.param(SMALL + "[password]\nmin_lenght = 8", "password.min_lenght", "8", "password.min_length", id="password-misspelt"),
    pytest.param(SMALL + '[menu]\nentries = ["shop"]', "menu.entries", '"shop"', '"overview"', id="menu-unknown"),
    pytest.param(SMALL + '[menu]\nentries = ["help", "help"]', "menu.entries", '"help"', "different", id="menu-twice"),
    pytest.param(SMALL + '[profile]\nfields = ["shoe_size"]', "profile.fields", '"shoe_size"', '"phone"', id="profile-field"),
    pytest.param(SMALL + '[reminders]\nchannels = ["pigeon"]', "reminders.channels", '"pigeon"', '"sms"', id="channel"),
    pytest.param(SMALL + "[reminders]\ndays_before_end = [40]", "reminders.days_before_end", "40", "from 0 to 31", id="days-before"),
    pytest.param(SMALL + "menu = 3", "mail.menu", "3", "known keys only", id="key-in-the-wrong-table"),
    pytest.param(top("menu = 3"), "menu", "3", "a table, [menu]", id="section-no-table"),
    # registration
    pytest.param(SMALL + '[registration]\nfields = ["iban"]', "registration.fields", '"iban"', '"email"', id="field-unknown"),
    pytest.param(
        SMALL + '[registration]\nfields = ["email", "terms"]', "registration.fields", '["email", "terms"]', '"password"', id="no-password"
    ),
    pytest.param(
        SMALL + '[registration]\noptional = ["password"]', "registration.optional", '"password"', "may stay empty", id="optional"
    ),
    pytest.param(
        SMALL + '[registration]\nsteps = ["activate", "register"]', "registration.steps", '"activate"', "before", id="steps-order"
    ),
    pytest.param(
        SMALL.replace("[brand]", '[terms]\nstyle = "page"\n[registration]\nsteps = ["register", "activate", "terms"]\n[brand]'),
        "registration.steps", '"terms"', "before any mail", id="terms-after-mail",
    ),
    pytest.param(
        SMALL + '[registration]\nfields = ["email", "password"]', "registration.fields", '["email", "password"]', '"terms"', id="terms"
    ),
    pytest.param(
        SMALL + '[registration]\nsteps = ["register", "terms", "activate"]', "registration.steps", '"terms"', "box", id="steps-terms"
    ),
    pytest.param(
        SMALL + '[registration]\nsteps = ["register", "activate", "link"]', "registration.steps", '"link"', "after sign-in", id="steps-link"
    ),
    pytest.param(
        SMALL + '[sign_in]\nidentifier = "username"', "registration.fields", '"email"', '"username"', id="username-not-asked"
    ),
    pytest.param(
        SMALL + '[registration]\nfields = ["username", "email", "password", "terms"]',
        "registration.fields", '"username"', 'without "username"', id="username-useless",
    ),
    pytest.param(
        SMALL + '[registration]\nfields = ["utility", "email", "password", "terms"]',
        "registration.fields", '"utility"', "one utility", id="utility-useless",
    ),
    pytest.param(
        SMALL + '[registration]\nfields = ["evidence", "email", "password", "terms"]',
        "registration.fields", '"evidence"', 'asked = "registration"', id="evidence-without-rule",
    ),
    pytest.param(
        SMALL + CODE_RULE + 'asked = "registration"',
        "linking.rules.code.asked", '"registration"', '"after_sign_in"', id="rule-without-field",
    ),
    # linking
    pytest.param(SMALL + EVIDENCE + RISK, "linking.rules.number.accepted_risk", "nothing", "0.0 bits", id="weak"),
    pytest.param(
        SMALL + EVIDENCE.replace("digits", "number"), "linking.evidence.number.kind", '"number"', '"digits"', id="evidence-kind"
    ),
    pytest.param(
        SMALL + EVIDENCE.replace('"customer"', '"moon"'), "linking.evidence.number.source", '"moon"', '"invoice"', id="source"
    ),
    pytest.param(SMALL + EVIDENCE.replace('label = "Številka"', ""), "linking.evidence.number.label", "nothing", "text", id="label"),
    pytest.param(
        SMALL + '[reminders]\nchannels = ["email"]\ndays_before_end = [7]\n' + LAST_FIVE_DAYS,
        "reminders.days_before_end", "7", "from 0 to 4", id="reminder-before-any-window",
    ),
    pytest.param(
        SMALL + EVIDENCE.replace("customer", "invoice").replace('"number"', '"amount"'),
        "linking.evidence.amount.column", "nothing", '"gross"', id="evidence-name-is-no-column",
    ),
    pytest.param(SMALL + EVIDENCE + 'column = "gross"', "linking.evidence.number.column", '"gross"', '"tax_number"', id="column"),
    pytest.param(
        SMALL + EVIDENCE.replace("customer", "file") + 'column = "number"',
        "linking.evidence.number.column", '"number"', "evidence.csv", id="column-of-own-file",
    ),
    pytest.param(
        SMALL + EVIDENCE.replace("customer", "meter").replace('"number"', '"pin"') + 'header = "PIN"',
        "linking.evidence.pin.header", '"PIN"', '"invoice"', id="header-of-what-is-stored",
    ),
    pytest.param(
        SMALL + EVIDENCE + 'column = "number"\nheader = "PIN"',
        "linking.evidence.number.header", '"PIN"', "no column", id="header-and-column",
    ),
    pytest.param(SMALL + EVIDENCE + "last_bills = 0", "linking.evidence.number.last_bills", "0", "from 1 to 24", id="last-bills"),
    pytest.param(SMALL + EVIDENCE + "random = true", "linking.evidence.number.random", "true", "length", id="random-length"),
    pytest.param(SMALL + EVIDENCE + EVIDENCE, "linking.evidence", '"number"', "occur once", id="evidence-twice"),
    pytest.param(SMALL + CODE_RULE + RISK, "linking.rules.number.evidence", '"number"', "code", id="evidence-unknown"),
    pytest.param(SMALL + CODE_RULE + 'proves = "love"', "linking.rules.code.proves", '"love"', '"supply_point"', id="proves"),
    pytest.param(SMALL + CODE_RULE + 'on_match = "ask"', "linking.rules.code.on_match", '"ask"', '"review"', id="on-match"),
    pytest.param(SMALL + "[linking]\npdf_after_hours = 999", "linking.pdf_after_hours", "999", "from 0 to 168", id="pdf-hours"),
    # reading: the rules by themselves are test_reading_file.py's
    pytest.param(
        SMALL + '[[reading.rules]]\nkey = "gas"\nkind = "always"\ncommodity = "gas"',
        "reading.rules.gas.commodity", '"gas"', "water", id="rule-commodity",
    ),
    pytest.param(
        SMALL + '[[reading.rules]]\nkey = "water"\nkind = "always"\nrequired = ["VT"]',
        "reading.rules.water.required", '"VT"', "COLD, HOT", id="rule-register",
    ),
    pytest.param(
        SMALL + '[[reading.rules]]\nkey = "water"\nkind = "window"\nstart = 25\nend = 40\nend_next_month = true',
        "reading.rules.water.end", "40", "1 to 31", id="rule-end",
    ),
    # wording
    pytest.param(SMALL + '[wording.fr]\nx = "y"', "wording.fr", "y", "sl, en", id="wording-language"),
    pytest.param(
        SMALL + '[wording.sl]\nlogin.buton = "PRIJAVA"', "wording.sl.login.buton", '"PRIJAVA"', "wording.sl.login.button", id="wording-key"
    ),
    pytest.param(SMALL + "[wording.sl]\nlogin.button = 3", "wording.sl.login.button", "3", "without braces", id="wording-number"),
    pytest.param(
        SMALL + '[wording.sl]\nlogin.button = "{user.password"', "wording.sl.login.button", "{user", "without braces", id="wording-braces"
    ),
    # exchange
    pytest.param(SMALL + '[exchange]\nencoding = "latin-99"', "exchange.encoding", '"latin-99"', "cp1250", id="encoding"),
    pytest.param(SMALL + '[exchange]\nencoding = "base64"', "exchange.encoding", '"base64"', "cp1250", id="encoding-of-bytes"),
    pytest.param(SMALL + '[exchange]\nseparator = ";;"', "exchange.separator", '";;"', "a tab", id="separator"),
    pytest.param(SMALL + "[exchange]\nseparator = []", "exchange.separator", "[]", "a tab", id="separator-list"),
    pytest.param(SMALL + '[exchange]\ndecimal_mark = "\'"', "exchange.decimal_mark", '"\'"', '",", "."', id="decimal-mark"),
    pytest.param(SMALL + '[exchange]\ndate_format = "d.m.y"', "exchange.date_format", '"d.m.y"', "%d.%m.%Y", id="date-format"),
    pytest.param(
        SMALL + '[exchange.columns.invoice]\nnumber = "Št."', "exchange.columns.invoice", "number", "exchange.columns.invoices", id="file"
    ),
    pytest.param(
        SMALL + '[exchange.columns.readings]\nsorce = "Vir"', "exchange.columns.readings.sorce", "Vir", "exchange.columns.readings.source",
        id="misspelt-column",
    ),
    pytest.param(SMALL + '[exchange.constants.readings]\nunit = "m3"', "exchange.constants.readings.unit", "m3", "register", id="constant"),
    pytest.param(
        SMALL + '[exchange.values.readings.sorce]\nx = "y"', "exchange.values.readings.sorce", "x", "exchange.values.readings.source",
        id="values-of-no-column",
    ),
    pytest.param(SMALL + "[exchange.columns.invoices]\nnumber = 1", "exchange.columns.invoices.number", "1", "text", id="header-number"),
    pytest.param(
        SMALL + "[exchange.values.invoices.kind]\nRACUN = 1", "exchange.values.invoices.kind.RACUN", "1", "text", id="value-map"
    ),
    # utilities
    pytest.param(SMALL + "[utilities.gora]", "utilities.gora.name", "nothing", "100 characters", id="utility-name"),
    pytest.param(SMALL + '[utilities.Gora]\nname = "G"', "utilities.Gora", '"Gora"', "small letters", id="utility-code"),
    pytest.param(SMALL + '[utilities.gora]\nname = "G"\nhosts = []', "utilities.gora.hosts", "[]", "known keys only", id="utility-key"),
    pytest.param(
        SMALL + '[utilities.gora]\nname = "G"\ncommodities = ["gas"]', "utilities.gora.commodities", '"gas"', '"water"', id="utility-gas"
    ),
    pytest.param(
        TWO.replace("'utility', ", ""), "registration.fields", '"email"', "several utilities", id="utility-not-asked"
    ),
    pytest.param(
        TWO + '[[utilities.polje.reading.rules]]\nkey = "water"\nkind = "window"\nstart = 25\nend = "2"',
        "utilities.polje.reading.rules.water.end", '"2"', "1 to 31", id="utility-reading",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "value", "allowed"), REFUSED)
def test_a_wrong_value_is_named_with_its_key_and_what_is_allowed(text, key, value, allowed):
    problems = problems_of(text)
    named = [problem for problem in problems if problem.key == key]
    assert named, [str(problem) for problem in problems]
    assert any(value in problem.value and allowed in problem.allowed for problem in named), [str(problem) for problem in named]
    assert all(str(problem).startswith(key) and str(problem).endswith(".") for problem in named)


def test_the_small_file_that_all_cases_spoil_is_right():
    assert problems_of(SMALL) == ()
    assert problems_of(TWO) == ()
    assert problems_of(SMALL + CODE_RULE) == ()


def test_all_problems_are_told_at_once():
    text = swapped('"dolina"', '"D"').replace('["sl", "en"]', '["xx"]').replace('"portal@dolina.si"', '"x"') + "[password]\nlong = 9"
    with pytest.raises(FileRefused) as refused:
        tenant_file.parse(text)
    assert [problem.key for problem in refused.value.problems] == ["languages", "password.long", "mail.sender", "slug"]
    assert len(str(refused.value).splitlines()) == 4


def test_a_missing_value_is_called_missing():
    assert str(problems_of(swapped('slug = "dolina"', ""))[0]).startswith("slug is missing. Allowed: ")


def test_a_file_without_utilities_has_one_named_after_the_tenant():
    file = tenant_file.parse(SMALL)
    assert [(utility.code, utility.name, utility.commodities) for utility in file.utilities] == [("dolina", "Moja Dolina", ("water",))]
    assert file.utility("dolina").wording == file.wording
    with pytest.raises(KeyError):
        file.utility("gora")


def test_the_first_host_is_the_primary_one():
    assert tenant_file.parse(swapped('["moja.dolina.si"]', '["a.dolina.si", "b.dolina.si"]')).primary_host == "a.dolina.si"


def test_a_plain_text_is_in_the_first_language():
    file = tenant_file.parse(SMALL + '[[contacts]]\nphone = "080 15 58"\nhours = "Vedno"')
    assert file.contacts[0].hours.in_language("sl") == "Vedno"
    assert file.contacts[0].hours.in_language("en", "sl") == "Vedno"


def test_wording_may_be_written_nested_or_quoted():
    nested = tenant_file.parse(SMALL + '[wording.sl.login]\nbutton = "PRIJAVA"')
    quoted = tenant_file.parse(SMALL + '[wording.sl]\n"login.button" = "PRIJAVA"')
    assert nested.wording.get("login.button", "sl") == quoted.wording.get("login.button", "sl") == "PRIJAVA"
    assert nested.wording.get("login.button", "en") == ""


def test_a_standard_commodity_may_be_changed_and_an_own_one_added():
    text = swapped(
        '["water"]', '["gas", {code = "water", registers = [{code = "MAIN"}]}, {code = "steam", unit = "t", name = {sl = "para"}}]'
    )
    file = tenant_file.parse(text)
    assert [commodity.code for commodity in file.commodities] == ["gas", "water", "steam"]
    assert [(register.code, register.unit) for register in file.commodity("water").registers] == [("MAIN", "m³")]
    assert file.commodity("steam").unit == "t"


def test_maps_of_the_exchange_keep_the_utilitys_own_words():
    file = tenant_file.parse(
        SMALL
        + '[exchange]\nencoding = "cp1250"\nseparator = "\\t"\n[exchange.columns.invoices]\nnumber = "Št. računa"\n'
        + '[exchange.values.invoices.kind]\n"RAČUN" = "invoice"\n[exchange.registers]\nCOLD = "Stanje HV"'
    )
    assert file.exchange.columns == {"invoices": {"number": "Št. računa"}}
    assert file.exchange.values == {"invoices.kind": {"RAČUN": "invoice"}}
    assert file.exchange.registers == {"COLD": "Stanje HV"}
    assert file.exchange.separator == "\t"


def test_a_parsed_file_can_be_cached_and_copied():
    file = tenant_file.parse(TWO)
    assert pickle.loads(pickle.dumps(file)) == file  # noqa: S301  (our own bytes)
    assert dataclasses.asdict(file)["slug"] == "dolina"


SCALARS = st.one_of(st.booleans(), st.integers(-50, 500), st.floats(-2, 2), st.text(max_size=12), st.dates(), st.sampled_from(LANGUAGES))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3))


@settings(max_examples=300, deadline=None)
@given(
    key=st.sampled_from([*tenant_file.KEYS, "brand.accent", "brand.logo", "linking.rules", "linking.evidence", "reading.rules",
                         "registration.fields", "exchange.values", "exchange.columns", "wording.sl", "utilities.gora"]),
    value=VALUES,
)  # fmt: skip
def test_whatever_stands_in_a_key_it_is_taken_or_refused_with_its_name(key, value):
    root = tomllib.loads(TWO)
    *path, last = key.split(".")
    table = root
    for name in path:
        table = table.setdefault(name, {})
    table[last] = value
    assert outcome(root) in ("taken", "refused with reasons")


def outcome(root):
    """``build`` may raise `FileRefused` and nothing else; every problem it raises names a key and what is allowed."""
    try:
        tenant_file.build(root)
    except FileRefused as refused:
        told = all(problem.key and problem.value and problem.allowed for problem in refused.problems)
        return "refused with reasons" if refused.problems and told else "refused without a reason"
    return "taken"
