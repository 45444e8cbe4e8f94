"""Texts beside a tenant's file: applied with it, shown again, refused by name and line."""

from __future__ import annotations

import pytest
from django.core.management import CommandError

from tenants import services
from tenants.models import TenantPage
from tests.presets import FOLDER, local_text, preset_pages
from tests.scopes import no_scope, working_for


@pytest.fixture
def place(tmp_path):
    """``place(**{"faq.sl.md": text})``: Involta's file with a menu that has `faq` and `news`, and the texts beside it."""

    def write(entries='"overview", "faq", "help"', **texts):
        text = local_text("involta")
        start = text.index("entries = [")
        text = text[:start] + f"entries = [{entries}]" + text[text.index("]", start) + 1 :]
        (tmp_path / "utility.toml").write_text(text, encoding="utf-8")
        for name, content in texts.items():
            file = tmp_path / "utility.pages" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "utility.toml"

    return write


FAQ = "# Vprašanja\n\nOdgovori."


def names(tenant):
    with working_for(tenant):
        return list(TenantPage.objects.order_by("name").values_list("name", flat=True))


def test_texts_are_applied_and_a_second_time_changes_nothing(manage, place, involta):
    path = place(**{"faq.sl.md": FAQ})
    assert "+ pages.faq.sl.md" in manage("apply_tenant", path)
    assert names(involta) == ["faq.sl.md"]
    assert "involta: unchanged" in manage("apply_tenant", path)
    place(**{"faq.sl.md": FAQ + " Novo."})
    assert "~ pages.faq.sl.md" in manage("apply_tenant", path)


def test_a_text_that_is_gone_is_taken_away_and_without_a_folder_all_stay(manage, place, involta, tmp_path):
    path = place(**{"faq.sl.md": FAQ, "faq.en.md": "# Questions\n\nAnswers."})
    manage("apply_tenant", path)
    (tmp_path / "utility.pages" / "faq.en.md").unlink()
    assert "- pages.faq.en.md" in manage("apply_tenant", path)
    assert names(involta) == ["faq.sl.md"]
    (tmp_path / "utility.pages").rename(tmp_path / "elsewhere")
    assert "involta: unchanged" in manage("apply_tenant", path)
    assert names(involta) == ["faq.sl.md"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("faq.sl.md", "# A\n\n<b>x</b>", r"faq\.sl\.md, line 3: HTML is not taken"),
        ("faq.sl.md", "brez naslova", r"faq\.sl\.md, line 1: the text must begin"),
        ("faq.hr.md", FAQ, r"'hr' is no language of the tenant. Allowed: sl, en"),
        ("questions.sl.md", FAQ, r"'questions' is no page"),
        ("faq.md", FAQ, r"faq\.md: a text is called like"),
        ("picture.png", b"\x89PNG", "cannot be read as UTF-8|called like"),
        ("news/novo.sl.md", FAQ, "'novo' is no page"),
        ("news/2026-02-30-novo.sl.md", FAQ, "'2026-02-30' is no day"),
        ("news.sl.md", FAQ, "news bear a day"),
        ("nowhere/faq.sl.md", FAQ, "'nowhere' is no utility of the file. Allowed: involta"),
        ("faq.sl.md", "č".encode("cp1250"), "cannot be read as UTF-8"),
        ("faq.sl.md", "# A\n" + "x" * 200_000, "more than"),
    ],
)
def test_a_wrong_text_is_refused_and_nothing_changes(manage, place, involta, name, content, sentence):
    before = involta.version
    with pytest.raises(CommandError, match=sentence):
        manage("apply_tenant", place(entries='"overview", "help"', **{name: content}))
    involta.refresh_from_db()
    assert involta.version == before


def test_an_entry_of_the_menu_without_its_text_is_refused(manage, place, involta):
    with pytest.raises(CommandError, match=r"pages\.faq\.sl\.md is missing.*menu\.entries without faq"):
        manage("apply_tenant", place(**{"faq.en.md": "# Only English\n\nText."}))


def test_texts_are_written_back_only_where_nothing_is(manage, place, involta, tmp_path):
    manage("apply_tenant", place(**{"faq.sl.md": FAQ}))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    with pytest.raises(CommandError, match="new or an empty folder"):
        manage("show_tenant", "involta", pages=tmp_path / "full")


def test_two_files_with_one_host_are_refused_in_a_demo_too(involta, settings):
    settings.DEMO = True
    text = local_text("zagorje").replace('"www.zagorje.localhost"', '"involta.localhost"')
    with no_scope(), pytest.raises(services.HostTaken, match=r"'involta\.localhost' stands in the file of 'involta'"):
        services.apply_tenant(text=text, by="tests", pages=preset_pages("zagorje"))


def test_a_question_needs_somebody_who_gets_it(involta):
    text = local_text("zagorje").replace('"help", "terms"', '"ask", "help", "terms"')
    with no_scope(), pytest.raises(services.FileRefused, match=r"menu\.entries.*contact with an e-mail address"):
        services.apply_tenant(text=text, by="tests", pages=preset_pages("zagorje"))


def test_every_preset_has_its_texts_in_both_languages():
    for slug in ("involta", "mojupravljalec", "gen-i", "zagorje"):
        texts = preset_pages(slug) or {}
        own = {name for name in texts if not name.startswith("news/")}
        assert {name.replace(".sl.md", ".en.md") for name in own if name.endswith(".sl.md")} <= own, slug
        assert (FOLDER / f"{slug}.pages" / "terms.sl.md").exists()
