"""`apply_tenant` and `show_tenant`: a utility goes live by its file, and a wrong file changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError

from tenants.management.pages import pages_beside
from tenants.models import AuditEvent, Host, Tenant, Utility
from tenants.rules import not_yet
from tests.presets import FOLDER, local_text, preset_pages, preset_text
from tests.scopes import working_for
from tests.source import ROOT

PRESETS = ("involta", "mojupravljalec", "gen-i", "zagorje")


@pytest.fixture
def write(tmp_path):
    """``write(text)``: a file to apply."""

    def file(text, name="utility.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return file


@pytest.mark.parametrize("slug", PRESETS)
def test_preset_goes_live_and_round_trips(slug, manage, write, tmp_path):
    assert f"{slug}: created" in manage("apply_tenant", FOLDER / f"{slug}.toml")
    shown = manage("show_tenant", slug, pages=tmp_path / "utility.pages")
    assert shown == preset_text(slug)
    assert pages_beside(tmp_path / "utility.toml") == preset_pages(slug)
    assert f"{slug}: unchanged" in manage("apply_tenant", write(shown))


def test_change_is_shown_and_the_version_rises(manage, write, involta):
    before = involta.version
    text = local_text("involta").replace("remember_days = 30", "remember_days = 14")
    printed = manage("apply_tenant", write(text))
    assert "sign_in.remember_days" in printed
    assert "14" in printed
    assert Tenant.objects.get(slug="involta").version == before + 1
    with working_for(involta):
        assert AuditEvent.objects.filter(action="tenant.applied").count() == 2


def test_wrong_file_is_refused_naming_key_value_and_what_is_allowed(manage, write, involta):
    text = local_text("involta").replace("remember_days = 30", "remember_days = 900")
    with pytest.raises(CommandError) as refused:
        manage("apply_tenant", write(text))
    message = str(refused.value)
    assert "sign_in.remember_days" in message
    assert "900" in message
    assert "365" in message
    assert Tenant.objects.get(slug="involta").rules.sign_in.remember_days == 30


def test_what_is_stored_only_is_named(manage, monkeypatch):
    monkeypatch.setattr(
        not_yet, "WAITING", (not_yet.Waiting("password.history"), not_yet.Waiting("password.min_length", lambda value: value > 90))
    )
    printed = manage("apply_tenant", FOLDER / "zagorje.toml")
    assert "stored, not yet in use: password.history\n" in printed


def test_host_of_another_tenant_is_refused_and_nothing_changes(manage, write, involta):
    text = local_text("zagorje").replace('"www.zagorje.localhost"', '"involta.localhost"')
    with pytest.raises(CommandError, match=r"involta\.localhost.*already leads to 'involta'"):
        manage("apply_tenant", write(text))
    assert not Tenant.objects.filter(slug="zagorje").exists()
    assert Host.objects.get(name="involta.localhost").tenant == involta


def test_operators_own_host_is_refused(manage, write, settings):
    settings.PLATFORM_HOST = "operators.example.org"
    text = local_text("involta").replace('"www.involta.localhost"', '"operators.example.org"')
    with pytest.raises(CommandError, match=r"operators\.example\.org.*operators' own host"):
        manage("apply_tenant", write(text))
    assert not Tenant.objects.filter(slug="involta").exists()


def test_a_database_without_tables_is_one_clear_sentence(tmp_path):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    result = subprocess.run(
        [sys.executable, "manage.py", "show_tenant", "involta"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "migrate" in result.stderr
    assert "Traceback" not in result.stderr


def test_utility_that_the_file_no_longer_names_is_switched_off_not_deleted(manage, write, apply_preset):
    tenant = apply_preset("mojupravljalec")
    text = local_text("mojupravljalec")
    with working_for(tenant):
        Utility.objects.create(code="old", name="Old")
    manage("apply_tenant", write(text + "\n# a comment\n"))
    with working_for(tenant):
        assert dict(Utility.objects.values_list("code", "is_active")) == {"logatec": True, "dolina": True, "old": False}


def test_host_that_the_file_no_longer_names_stops_answering(manage, write, involta, page_client):
    assert page_client("www.involta.localhost").get("/").status_code == 308
    manage("apply_tenant", write(local_text("involta").replace(', "www.involta.localhost"', "")))
    assert page_client("www.involta.localhost").get("/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.toml", None, "There is no file"),
        ("latin.toml", "slug = 'č'".encode("cp1250"), "cannot be read as UTF-8"),
        ("broken.toml", b"slug = [", "was refused"),
    ],
)
def test_unreadable_file_is_one_clear_sentence(manage, tmp_path, name, content, sentence):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        manage("apply_tenant", path)


def test_unknown_tenant_names_the_known_ones(manage, involta):
    with pytest.raises(CommandError, match=r"no tenant 'nowhere'.*involta"):
        manage("show_tenant", "nowhere")


def test_logo_must_be_a_png_beside_the_file(manage, write, tmp_path):
    text = local_text("involta").replace('logo = "bolt"', 'logo = "mark.png"')
    path = write(text)
    with pytest.raises(CommandError, match=r"brand\.logo.*mark\.png"):
        manage("apply_tenant", path)
    (tmp_path / "mark.png").write_bytes(b"<svg onload=alert(1)>")
    with pytest.raises(CommandError, match="PNG"):
        manage("apply_tenant", path)
    (tmp_path / "mark.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    manage("apply_tenant", path)
    assert bytes(Tenant.objects.get(slug="involta").logo_png).startswith(b"\x89PNG")
