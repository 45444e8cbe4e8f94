"""What a message looks like: the portal's or the utility's name, its colours and words, one language or several.

An event is three templates in ``templates/mail/``: ``<event>_subject.txt``, ``<event>_body.txt`` and ``<event>.html``, which extends
``mail/base.html``; one that also goes to telephones has ``<event>_sms.txt``. They see the ``context`` of the event, ``mail`` (a
:class:`Face`) and ``utility`` where it is known. Texts of a tenant are values here, never templates: braces stay braces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from tenants import addresses, scope, words
from tenants.rules import sms_text, theme
from tenants.rules.brand import STAND_IN_ACCENT, Brand
from tenants.rules.contacts import Contact
from tenants.rules.tenant_file import TenantFile
from tenants.rules.utility import UtilityRules

if TYPE_CHECKING:
    from tenants.models import Utility

PREHEADER_LENGTH = 110
"""Signs that a list of mails shows beside the subject."""

BETWEEN = "\n" + "=" * 40 + "\n\n"
"""Between two languages of a plain text."""


@dataclass(frozen=True)
class Face:
    """What every message knows about who writes. Colours are ``#rrggbb``; ``dark`` ones for readers in dark mode."""

    name: str
    portal: str
    url: str
    sender: str
    reply_to: str
    sms_sender: str
    signature: str
    contacts: tuple[Contact, ...]
    colours: dict[str, str]
    dark: dict[str, str]


@dataclass(frozen=True)
class Letter:
    """A rendered e-mail. ``language``: the first of those in it."""

    language: str
    subject: str
    text: str
    html: str


def face(utility: Utility | None = None) -> Face:
    """The face of the tenant in scope, in the active language; of ``utility`` where the portal has several."""
    tenant = scope.current()
    if tenant.is_platform:
        return _face_of_platform()
    rules = tenant.rules
    ours = utility.rules if utility is not None else words.speaker() or rules
    light, dark = _colours(ours.brand)
    return Face(
        name=_name(rules, ours),
        portal=tenant.name,
        url=addresses.absolute("/"),
        sender=ours.mail.sender,
        reply_to=ours.mail.reply_to,
        sms_sender=ours.mail.sms_sender,
        signature=words.word("mail.signature", utility=utility),
        contacts=ours.contacts,
        colours=light,
        dark=dark,
    )


def _name(rules: TenantFile, ours: UtilityRules | TenantFile) -> str:
    """The brand's name; of one utility among several the name of its own brand, else its own."""
    if isinstance(ours, UtilityRules) and len(rules.utilities) > 1 and ours.brand.name == rules.brand.name:
        return ours.name
    return ours.brand.name


def languages(wanted: str = "") -> tuple[str, ...]:
    """The languages of one e-mail: all of the file's ``mail_languages`` where it names some, else ``wanted`` (the reader's own),
    else that of the page, else the tenant's first."""
    tenant = scope.current()
    active = translation.get_language() or settings.LANGUAGE_CODE
    if tenant.is_platform:
        return (wanted or active,)
    rules = tenant.rules
    return rules.mail_languages or (next(code for code in (wanted, active, *rules.languages) if code in rules.languages),)


def render(event: str, *, context: dict[str, Any], language: str = "", utility: Utility | None = None) -> Letter:
    """The mail of ``event`` in the language, or the languages, of :func:`languages`."""
    spoken = languages(language)
    subjects, texts, parts = [], [], []
    for code in spoken:
        with translation.override(code):
            values = {"utility": utility, **context, "mail": face(utility)}
            subjects.append(" ".join(render_to_string(f"mail/{event}_subject.txt", values).split()))
            texts.append(render_to_string(f"mail/{event}_body.txt", values).strip() + "\n")
            parts.append({"language": code, "html": render_to_string(f"mail/{event}.html", values)})
    with translation.override(spoken[0]):
        values = {"mail": face(utility), "subject": subjects[0], "preheader": _preheader(texts[0]), "language": spoken[0], "parts": parts}
        html = render_to_string("mail/document.html", values)
    return Letter(spoken[0], " / ".join(dict.fromkeys(subjects)), BETWEEN.join(texts), html.strip())


def render_sms(event: str, *, context: dict[str, Any], language: str = "", utility: Utility | None = None) -> tuple[str, str]:
    """Language and text of a short message: always one language (the reader's, else the first), always the GSM alphabet."""
    tenant = scope.current()
    code = language if language in tenant.rules.languages else tenant.rules.languages[0]
    with translation.override(code):
        values = {"utility": utility, **context, "mail": face(utility)}
        return code, sms_text.plain(render_to_string(f"mail/{event}_sms.txt", values))


def _face_of_platform() -> Face:
    tenant = scope.current()
    light, dark = _colours(Brand(name=tenant.name, accent=STAND_IN_ACCENT))
    return Face(
        name=tenant.name,
        portal=tenant.name,
        url=addresses.absolute("/"),
        sender=settings.DEFAULT_FROM_EMAIL,
        reply_to="",
        sms_sender="",
        signature="",
        contacts=(),
        colours=light,
        dark=dark,
    )


@lru_cache(maxsize=64)
def _colours(brand: Brand) -> tuple[dict[str, str], dict[str, str]]:
    """Colours for light and for dark, by names that a template can say: ``on-accent`` is none."""
    modes = theme.variables(brand)
    return tuple({role.replace("-", "_"): colour for role, colour in modes[mode].items()} for mode in ("light", "dark"))  # type: ignore[return-value]  # two modes, two palettes


def _preheader(text: str) -> str:
    """What a list of mails shows: the first sentence after the greeting."""
    paragraphs: Iterable[str] = (" ".join(block.split()) for block in text.split("\n\n"))
    found = [paragraph for paragraph in paragraphs if paragraph][1:2]
    return found[0][:PREHEADER_LENGTH] if found else ""
