"""Short messages: through a gateway over HTTP, each once, tried again where the answer says so; and what fits into one."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from tenants import deployment_checks, outbox, sms
from tenants.models import OutboxMessage
from tenants.rules import sms_text
from tenants.sms import address, backends, gateway
from tests.scopes import working_for

State = OutboxMessage.State
TO = "+38631123456"


class Gateway(HTTPServer):
    """A gateway on this machine: remembers what it was handed, and answers with ``statuses`` in turn, the last one for good."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests, self.statuses, self.hang_up = [], [202], False

    @property
    def url(self):
        return f"http://:skrivnost@127.0.0.1:{self.server_port}/v1/messages?sender=Portal"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), json.loads(body)))
        if self.server.hang_up:
            self.connection.close()
            return
        status = self.server.statuses.pop(0) if len(self.server.statuses) > 1 else self.server.statuses[0]
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815  (the name of the standard library)

    def log_message(self, *args):
        return


@pytest.fixture
def gateway_server(settings):
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.SMS_BACKEND, settings.SMS_OPTIONS = address.parse(server.url)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def queued(apply_preset):
    tenant = apply_preset("gen-i")
    with working_for(tenant):
        message = OutboxMessage.objects.create(
            dedupe_key="x", channel="sms", event="note", to=TO, language="sl", text="Moj GEN-I: oddajte stanje", message_id="<abc@gen-i>",
            next_attempt_at=timezone.now(),
        )  # fmt: skip
    return tenant, message


def again(tenant, message):
    with working_for(tenant):
        OutboxMessage.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())
    return outbox.deliver(tenant, message.pk)


# --- The gateway ----------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_message_is_one_post_with_number_text_sender_and_token(gateway_server, queued):
    tenant, message = queued
    assert outbox.deliver(tenant, message.pk) == State.SENT
    [(path, headers, body)] = gateway_server.requests
    assert path == "/v1/messages"
    assert headers["Authorization"] == "Bearer skrivnost"
    assert headers["Idempotency-Key"] == "<abc@gen-i>"
    assert body == {"to": TO, "text": "Moj GEN-I: oddajte stanje", "from": "Portal", "reference": "<abc@gen-i>"}
    with working_for(tenant):
        assert OutboxMessage.objects.get().text == ""
    assert outbox.deliver(tenant, message.pk) == ""
    assert len(gateway_server.requests) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        (200, State.SENT), (202, State.SENT), (400, State.FAILED), (422, State.FAILED), (429, State.WAITING), (500, State.WAITING),
        (503, State.WAITING), (504, State.UNCERTAIN), (401, State.WAITING), (404, State.WAITING), (302, State.WAITING),
    ],
)  # fmt: skip
def test_the_answer_decides(gateway_server, queued, status, becomes):
    gateway_server.statuses = [status]
    assert outbox.deliver(queued[0], queued[1].pk) == becomes
    assert len(gateway_server.requests) == 1, "no redirect is followed: the token goes nowhere else"


@pytest.mark.django_db
def test_try_later_is_tried_later_with_the_same_reference(gateway_server, queued):
    gateway_server.statuses = [503, 202]
    assert outbox.deliver(*_keys(queued)) == State.WAITING
    assert again(*queued) == State.SENT
    assert len({headers["Idempotency-Key"] for _path, headers, _body in gateway_server.requests}) == 1


def _keys(queued):
    return queued[0], queued[1].pk


@pytest.mark.django_db
def test_a_line_that_breaks_after_the_text_is_uncertain(gateway_server, queued):
    gateway_server.hang_up = True
    assert outbox.deliver(*_keys(queued)) == State.UNCERTAIN


@pytest.mark.django_db
def test_a_gateway_that_is_away_loses_nothing(settings, queued):
    settings.SMS_BACKEND, settings.SMS_OPTIONS = address.parse("http://:x@127.0.0.1:1/")
    assert outbox.deliver(*_keys(queued)) == State.WAITING


@pytest.mark.django_db
def test_the_name_of_the_tenants_file_goes_before_the_installations(gateway_server, queued):
    tenant, message = queued
    with working_for(tenant):
        tenant.file = tenant.file.replace("[mail]", '[mail]\nsms_sender = "GEN-I"', 1)
        tenant.save()
    outbox.deliver(tenant, message.pk)
    assert gateway_server.requests[0][2]["from"] == "GEN-I"


# --- Where SMS_URL leads --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("url", "backend", "options"),
    [
        ("console://", "tenants.sms.backends.ConsoleBackend", {}),
        ("memory://", "tenants.sms.backends.MemoryBackend", {}),
        ("file:///var/sms", "tenants.sms.backends.FileBackend", {"folder": "/var/sms"}),
        (
            "https://:a%2Fb@sms.example/v1?sender=Portal",
            "tenants.sms.gateway.GatewayBackend",
            {"url": "https://sms.example/v1", "token": "a/b", "sender": "Portal"},
        ),
        ("http://localhost:9/", "tenants.sms.gateway.GatewayBackend", {"url": "http://localhost:9/", "token": "", "sender": ""}),
    ],
)
def test_sms_url_names_a_backend(url, backend, options):
    assert address.parse(url) == (backend, options)


@pytest.mark.parametrize("url", ["http://:token@sms.example/", "ftp://sms.example/", "", "console", "https://"])
def test_a_wrong_sms_url_is_refused_in_one_sentence_without_the_token(url):
    with pytest.raises(address.WrongAddress, match="SMS_URL") as refused:
        address.parse(url)
    assert ":token@sms" not in str(refused.value)


def test_a_gateway_is_asked_over_https_only():
    with pytest.raises(address.WrongAddress):
        gateway.GatewayBackend(url="http://sms.example/", token="x")


def test_the_other_backends_print_keep_and_write(tmp_path, capsys, settings):
    message = {"to": TO, "text": "Besedilo", "sender": "Portal", "reference": "<abc@gen-i>"}
    backends.ConsoleBackend().send(**message)
    assert "Besedilo" in capsys.readouterr().out
    backends.FileBackend(str(tmp_path / "sms")).send(**message)
    [file] = (tmp_path / "sms").iterdir()
    assert json.loads(file.read_text()) == message
    backends.outbox.clear()
    sms.backend().send(**message)
    assert backends.outbox == [message]


@pytest.mark.django_db
def test_a_tenant_that_reminds_by_sms_without_a_gateway_is_named(apply_preset, settings):
    apply_preset("gen-i")
    apply_preset("involta")
    settings.SMS_BACKEND = "tenants.sms.backends.ConsoleBackend"
    [message] = deployment_checks.check_sms_gateway(databases=["default"])
    assert (message.id, "gen-i" in message.msg) == ("tenants.W002", True)
    settings.SMS_BACKEND = "tenants.sms.gateway.GatewayBackend"
    assert deployment_checks.check_sms_gateway(databases=["default"]) == []


# --- What fits ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Števec še čaka: oddajte stanje", "Stevec se caka: oddajte stanje"),
        ("Müller, Ñandú, à è", "Müller, Ñandu, à è"),
        ("5 € – „vse“…", '5 € - "vse"...'),
        ("ena\n\u00a0 dve\u2009tri", "ena dve tri"),
        ("漢字 đak", "?? dak"),
    ],
)
def test_a_text_keeps_to_the_alphabet_of_short_messages(text, expected):
    assert sms_text.plain(text) == expected


@pytest.mark.parametrize(
    ("text", "segments"), [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2)]
)
def test_segments_are_counted_as_they_are_charged(text, segments):
    assert sms_text.segments(text) == segments
