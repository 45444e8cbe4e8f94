"""Words and marks that must not appear: exceptions without a reason, things declared safe by hand, addresses of a machine."""

from __future__ import annotations

import re

import pytest

from tests.source import ROOT, application, lines_matching, repository, templates


def python_files() -> list[tuple[str, str]]:
    return [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in repository() if path.suffix == ".py"]


def test_an_exception_to_the_linter_has_its_reason_beside_it():
    """`# noqa: S105  (a dotted path)`: the rule by name, then why it does not hold here."""
    found = []
    for name, text in python_files():
        for number, line in lines_matching(r"#\s*noqa", text):
            mark = re.search(r"#\s*noqa:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*(?P<reason>.*)$", line)
            if (mark is None or len(mark["reason"].strip(" #()-")) < 5) and name != "tests/test_architecture_marks.py":
                found.append(f"{name}:{number}: {line}")
    assert found == []


def test_an_exception_to_the_types_names_what_it_excepts_and_why():
    """`# type: ignore[attr-defined]  # a ChoiceField`; mypy reports one that is no longer needed. Tests are not typed."""
    found = [
        f"{name}:{number}"
        for name, text in python_files()
        for number, line in lines_matching(r"#\s*type:\s*ignore", text)
        if name != "tests/test_architecture_marks.py"
        and (name.startswith("tests/") or not re.search(r"#\s*type:\s*ignore\[[a-z, -]+\]  # \S.{4}", line))
    ]
    assert found == []


def test_nothing_is_declared_safe_by_hand():
    found = [source.name for source in application() if re.search(r"\bmark_safe\b|\bSafeString\(|__html__", source.text)]
    pages = [path for path in templates() if path.suffix == ".html"]  # a plain text is not escaped, and need not be
    found += [path.name for path in pages if re.search(r"\|\s*safe\b|autoescape\s+off|safeseq", path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("style sheet", r"<style\b"),
        ("style", r"\sstyle\s*="),
        ("handler", r"\son[a-z]+\s*=\s*[\"']"),
        ("address that runs", r"javascript:"),
        ("script", r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)"),
    ],
)
def test_no_template_has_anything_inline(what, pattern):
    """The content policy would refuse it; mails have no policy and no style sheet, so they are left out."""
    pages = [path for path in templates() if path.suffix == ".html" and "mail" not in path.relative_to(ROOT).parts]
    assert pages
    found = [
        f"{path.relative_to(ROOT)}:{number}" for path in pages for number, _ in lines_matching(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == [], what


def test_nothing_names_the_machine_it_was_written_on():
    folders = "|".join(["work", "root", "home/[a-z]", "opt/wheels", "Users"])
    pattern = re.compile(rf"(?<![\w.<>/-])/({folders})\b(?!flow)|PIP_FIND" + r"_LINKS|extra-index" + r"-url")
    found = []
    for path in repository():
        if path.suffix in {".png", ".jpg", ".ico", ".woff2", ".pdf"} or path.name.startswith("requirements"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []


def test_the_locked_requirements_name_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert not re.search(r"://|^--|^\s*-[a-z]", text, re.MULTILINE), name
        pinned = re.findall(r"^[a-z0-9][\w.\-\[\],]*==", text, re.MULTILINE)
        assert len(pinned) > 20, name
        assert len(pinned) <= text.count("--hash=sha256:"), name


def test_what_runs_in_production_is_the_same_in_development():
    def versions(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9][\w.\-\[\],]*)==([\w.]+)", (ROOT / name).read_text(), re.MULTILINE))

    run, dev = versions("requirements.txt"), versions("requirements-dev.txt")
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}
