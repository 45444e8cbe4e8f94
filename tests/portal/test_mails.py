"""Every occasion to write to somebody has a whole set, and each set can be read: in every language, at every tenant, in every reader."""

from __future__ import annotations

import ast
import importlib
import re
from html.parser import HTMLParser

import html5lib
import pytest
from django.template import engines
from django.urls import clear_url_caches
from django.utils import translation

from portal import platform_urls
from portal.demo import mail_samples
from tenants import letter, mail_events, outbox, scope
from tenants.models import Utility
from tenants.rules.oklch import contrast
from tests.scopes import working_for
from tests.source import ROOT, application, calls, dotted

FOLDER = ROOT / "templates" / "mail"
FRAME = {"base.html", "button.html", "document.html", "helpdesk.html", "signature.txt"}
EVENTS = sorted(mail_events.EVENTS)
PRESETS = ("involta", "mojupravljalec", "gen-i", "zagorje")
WITHOUT_SIGNATURE = {"question"}
"""What a customer wrote, on its way to the utility's own desk."""

NAMELESS = "!!missing %s!!"


# --- The table ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_has_subject_text_and_html(event):
    for end in ("_subject.txt", "_body.txt", ".html", *(["_sms.txt"] if event in mail_events.BY_SMS else [])):
        assert (FOLDER / f"{event}{end}").exists(), f"templates/mail/{event}{end}"


def test_every_template_belongs_to_an_event_of_the_table():
    names = {re.sub(r"(_subject|_body|_sms)?\.(txt|html)$", "", path.name) for path in FOLDER.iterdir() if path.name not in FRAME}
    assert names - set(EVENTS) == set(), "write them into tenants/mail_events.py"


def test_whatever_the_code_sends_stands_in_the_table():
    sent = set()
    for source in application():
        for call in calls(source.tree):
            if dotted(call.func) in {"outbox.queue", "outbox.queue_sms", "mail.send"} and call.args:
                sent |= {node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert {"activation", "reading_receipt", "reminder"} <= sent | {"activation"}
    assert sent - set(EVENTS) == set()


# --- Each of them ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def loud():
    """A value that the samples do not have shows itself, instead of being nothing."""
    engine = engines["django"].engine
    before = engine.string_if_invalid
    engine.string_if_invalid = NAMELESS
    yield
    engine.string_if_invalid = before


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sl", "en"])
@pytest.mark.parametrize("event", EVENTS)
def test_a_mail_can_be_read_in_text_and_html(loud, in_involta, event, language):
    utility = Utility.objects.get()
    mail = mail_samples.mail(event, language=language, utility=utility)
    for part in (mail.subject, mail.text, mail.html):
        assert "!!missing" not in part, re.findall(r"!!missing[^!]*!!", part)
        assert "{" not in part.replace(_styles(part), "")
    assert "\n" not in mail.subject
    assert 5 < len(mail.subject) <= outbox.SUBJECT_LENGTH
    assert f'<html lang="{language}"' in mail.html
    assert "Moja Involta" in mail.html
    assert event in WITHOUT_SIGNATURE or {"Moja Involta", "http://involta.localhost/"} <= set(mail.text.splitlines()), "the signature"
    html5lib.HTMLParser(strict=False).parse(mail.html)
    assert not re.search(r"<img|<script|<link|@import|url\(|background=", mail.html), "nothing from elsewhere, nothing that runs"
    elsewhere = {link for link in _links(mail.html) if not link.startswith("mailto:")} - {"http://involta.localhost/"}
    assert elsewhere <= set(re.findall(r"https?://[^\s<>]+", mail.text)), "whoever reads the text can do the same"


def _styles(html):
    found = re.search(r"<style>.*?</style>", html, re.DOTALL)
    return found[0] if found else "\0"


class _Hrefs(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        self.found |= {value for name, value in attrs if name == "href"}


def _links(html):
    parser = _Hrefs()
    parser.feed(html)
    return parser.found


@pytest.mark.django_db
@pytest.mark.parametrize("slug", PRESETS)
def test_every_tenant_writes_every_mail_under_its_own_name_and_colour(loud, apply_preset, slug):
    tenant = apply_preset(slug)
    with working_for(tenant):
        for utility in Utility.objects.all():
            face = letter.face(utility)
            for event in EVENTS:
                for language in tenant.rules.languages:
                    mail = mail_samples.mail(event, language=language, utility=utility)
                    assert "!!missing" not in mail.text + mail.html + mail.subject
                    assert event in WITHOUT_SIGNATURE or face.name in mail.text
                    assert face.colours["accent"] in mail.html
            for mode in (face.colours, face.dark):
                for ink, ground in (("ink", "surface"), ("ink_2", "sunken"), ("on_accent", "accent")):
                    assert contrast(mode[ink], mode[ground]) >= 4.5


@pytest.mark.django_db
@pytest.mark.parametrize("slug", PRESETS)
def test_a_short_message_is_one_segment_at_every_tenant(apply_preset, slug):
    tenant = apply_preset(slug)
    with working_for(tenant):
        for utility in Utility.objects.all():
            for event in mail_events.BY_SMS:
                for language in tenant.rules.languages:
                    assert 20 < len(mail_samples.sms(event, language=language, utility=utility)) <= 160


@pytest.mark.django_db
def test_the_first_line_that_a_list_of_mails_shows_is_the_matter_not_the_greeting(in_involta):
    mail = mail_samples.mail("activation", language="en", utility=Utility.objects.get())
    hidden = re.search(r'<div style="display:none[^>]*>([^<]*)</div>', mail.html)[1]
    assert hidden.startswith("Your registration at Moja Involta has reached us.")


# --- Two languages in one mail --------------------------------------------------------------------------------------------------
@pytest.fixture
def bilingual(involta):
    involta.file = involta.file.replace('languages = ["sl", "en"]', 'languages = ["sl", "en"]\nmail_languages = ["sl", "en"]', 1)
    assert "mail_languages" in involta.file
    involta.save()
    return involta


@pytest.mark.django_db
@pytest.mark.parametrize("own", ["sl", "en", ""])
def test_a_tenant_may_write_in_two_languages_at_once_each_marked(bilingual, own):
    with working_for(bilingual), translation.override("en"):
        message = outbox.queue("registered", to="ana@example.si", context=_registered(), language=own, dedupe_key="x")
    parts = re.findall(r'<td lang="(\w\w)"', message.html)
    assert parts == ["sl", "en"], "the order is the file's, whoever reads"
    assert message.subject == "Moja Involta: uporabniški račun je aktiven / Moja Involta: your account is active"
    assert message.text.index("Pozdravljeni") < message.text.index("Good day")
    assert message.html.count("</html>") == 1


def _registered():
    return {"login_url": "http://involta.localhost/accounts/login/", "user": None}


@pytest.mark.django_db
@pytest.mark.parametrize(("own", "page", "expected"), [("en", "sl", "en"), ("", "en", "en"), ("de", "sl", "sl"), ("", "de", "sl")])
def test_one_language_is_the_readers_own_then_the_pages_then_the_tenants_first(in_involta, own, page, expected):
    with translation.override(page):
        assert letter.languages(own) == (expected,)


# --- Texts of a tenant, and what is typed ---------------------------------------------------------------------------------------
HOSTILE = ["{{ user.password }}", "{% include 'mail/base.html' %}", "%(name)s", "${7*7}", "<script>alert(1)</script>", "{event.__init__}"]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", HOSTILE)
def test_t14_what_looks_like_a_program_is_text(in_involta, typed):
    """A name typed at registration; the wording of a file refuses braces already."""

    class User:
        username = typed

    message = outbox.queue("registered", to="ana@example.si", context=_registered() | {"user": User()}, language="sl", dedupe_key="x")
    assert typed in message.text
    assert typed not in message.html or "<" not in typed


@pytest.mark.django_db
@pytest.mark.parametrize("reply_to", ["ana@example.si\nBcc: vsi@example.si", "ana@example.si\r\n\r\nx", "ana"])
def test_t28_a_line_break_in_the_address_for_answers_is_refused(in_involta, reply_to):
    with pytest.raises(outbox.BadAddress):
        outbox.queue("registered", to="ana@example.si", context=_registered(), language="sl", dedupe_key="x", reply_to=reply_to)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["+38631123456\n", "031 123 456", "", "+0123456789", "+386311234567890123", "ana@example.si"])
def test_t28_a_short_message_goes_to_a_number_and_nothing_else(in_involta, number):
    with pytest.raises(outbox.BadAddress):
        outbox.queue_sms("reminder", to=number, context={}, language="sl", dedupe_key="x")


# --- Who writes -----------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_ms02_mail_follows_the_utility(apply_preset, smtp_server):
    """Name, helpdesk and, where the file gives one, sender are the utility's; the other utility's appear nowhere."""
    tenant = apply_preset("mojupravljalec")
    with working_for(tenant):
        first, second = Utility.objects.order_by("pk")
        helpdesks = [_helpdesk(first), _helpdesk(second)]
        for utility in (first, second):
            context = _registered()
            outbox.queue("registered", to="ana@example.si", context=context, language="sl", dedupe_key=utility.code, utility=utility)
        keys = list(outbox.OutboxMessage.objects.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        outbox.deliver(tenant, key)
    assert helpdesks[0] != helpdesks[1]
    for envelope, utility, own, other in zip(smtp_server.envelopes, (first, second), helpdesks, helpdesks[::-1], strict=True):
        from email import message_from_bytes
        from email.policy import default

        mail = message_from_bytes(envelope.content, policy=default)
        body = mail.get_body(("plain",)).get_content()
        assert utility.name in mail["From"]
        assert utility.name in body
        assert own in body
        assert other not in body


def _helpdesk(utility):
    contact = utility.rules.contacts[0]
    return contact.phone or contact.email


@pytest.mark.django_db
def test_ms02_a_utility_may_have_a_sender_of_its_own(apply_preset, smtp_server):
    tenant = apply_preset("mojupravljalec")
    with working_for(tenant):
        utility = Utility.objects.order_by("pk").first()
        tenant.file += f'\n[utilities.{utility.code}.mail]\nsender = "voda@example.si"\nsms_sender = "Voda"\n'
        tenant.save()
        scope.current().file = tenant.file
        message = outbox.queue("registered", to="ana@example.si", context=_registered(), language="sl", dedupe_key="x", utility=utility)
    outbox.deliver(tenant, message.pk)
    assert b"<voda@example.si>" in smtp_server.envelopes[0].content


# --- The demo shows them --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_demo_shows_every_message_of_every_portal(settings, apply_preset, page_client):
    settings.DEMO = True
    settings.ROOT_URLCONF = "portal.platform_urls"
    for slug in PRESETS:
        apply_preset(slug)
    from portal.demo import mail_previews

    assert {(sender["tenant"].slug, len(sender["languages"])) for sender in mail_previews._senders()} == {(slug, 2) for slug in PRESETS}
    shown = mail_previews._mail("gen-i", "gen-i", "reminder", "en")
    assert shown["sms"].startswith("Moj GEN-I: ")
    assert "Hand in the reading" in shown["mail"].subject


@pytest.fixture
def demo_addresses(settings):
    """The platform's addresses as a demo has them, whatever this process had when it was first asked for one."""

    def read_anew():
        importlib.reload(platform_urls)
        clear_url_caches()

    settings.DEMO = True
    read_anew()
    yield
    settings.DEMO = False
    read_anew()


@pytest.mark.django_db(transaction=True)
def test_the_demos_pages_of_messages_open_on_the_platforms_host(demo_addresses, apply_preset, page_client):
    """The request works for the platform there, the previews for the portals: neither may be in the other's way."""
    apply_preset("gen-i")
    client = page_client("localhost")
    assert "/mail/gen-i/gen-i/reminder/sl/" in [link.href for link in client.visit("/mail/").links]
    shown = client.visit("/mail/gen-i/gen-i/reminder/sl/")
    assert "Opomnik za oddajo stanja" in shown.main
    assert client.get("/mail/gen-i/gen-i/reminder/sl/html/").status_code == 200
    assert client.get("/mail/gen-i/gen-i/unheard-of/sl/").status_code == 404
