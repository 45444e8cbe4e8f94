"""From the text of a cell to a value, or to the reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import Field
from django.utils.translation import gettext as _
from stdnum import iban

from portal.exchange.format import NOT_NEGATIVE, Column, File
from tenants.rules.tenant_file import TenantFile, UtilityRules

Reader = Callable[[str], Any]

YEARS = range(1900, 2200)
YES, NO = frozenset({"1", "true", "yes", "da", "x"}), frozenset({"0", "false", "no", "ne"})
PLAIN_KEY = re.compile(r"[A-Za-z0-9]+(?:[-/._ ][A-Za-z0-9]+)*")
SIGNS_OF_KEYS = frozenset("-/._ :+#()&,")
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
REFERENCE = re.compile(r"[A-Z0-9-]+")
PLAIN_EMAIL = r"[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
PLAIN_REFERENCE = r"[A-Z0-9-]+(?: [A-Z0-9-]+)*"
PLAIN_WORD = r"[0-9A-Za-zČŠŽĆĐčšžćđ.,:/&+@'()_-]+"
PLAIN_TEXT = rf"{PLAIN_WORD}(?: {PLAIN_WORD})*"


class CellRefused(ValueError):  # failures are named for what happened, not "...Error"
    """The cell cannot be read; the text is the reason."""


@dataclass(frozen=True)
class Plain:
    """Texts of this ``form`` need no reading: ``word(text)`` is what they are staged as; None: they stay as they are.

    Less than what can be read, never more: whatever has another form is read cell by cell."""

    form: re.Pattern[str]
    word: Callable[[str], str] | None = None


class Cells:
    """The readers of a utility's cells: its decimal mark, its dates, the choices its rules leave."""

    def __init__(self, *, tenant: TenantFile, utility: UtilityRules) -> None:
        self.tenant, self.utility, self.exchange = tenant, utility, utility.exchange
        self._day = lru_cache(maxsize=8192)(self._read_day)

    def reader(self, file: File, column: Column) -> Reader:
        """How a filled cell of that column is read. Raises :class:`CellRefused`."""
        field = model_field(file, column)
        longest = (field.max_length or 0) if field is not None else column.longest
        match column.kind:
            case "key":
                return lambda text: read_key(text, longest=longest)
            case "day":
                return self._day
            case "decimal":
                negative = (file.name, column.name) not in NOT_NEGATIVE
                return self._decimal_reader(whole=field.max_digits - field.decimal_places, places=field.decimal_places, negative=negative)
            case "choice":
                return _choice_reader(self.choices(file, column))
            case "text":
                return lambda text: read_text(text, longest=longest)
        return {"word": read_word, "whole": read_whole, "flag": read_flag, "email": read_email, "gsrn": read_gsrn, "iban": read_iban}.get(
            column.kind, read_reference
        )

    def plain(self, file: File, column: Column) -> Plain | None:
        """The form of a filled cell of that column that is taken as it is; None for a kind whose texts come again and again."""
        field = model_field(file, column)
        longest = (field.max_length or 0) if field is not None else column.longest
        match column.kind:
            case "key":
                return Plain(_form(PLAIN_KEY.pattern, longest))
            case "text":
                return Plain(_form(PLAIN_TEXT, longest))
            case "email":
                return Plain(_form(PLAIN_EMAIL, 254))
            case "gsrn":
                return Plain(_form("[0-9]+", 18, shortest=18))
            case "reference":
                return Plain(_form(PLAIN_REFERENCE, 26), lambda text: text.replace(" ", ""))
            case "decimal":
                mark, places = self.exchange.decimal_mark, field.decimal_places
                digits = rf"(?:0|[1-9][0-9]{{0,{field.max_digits - places - 1}}})(?:{re.escape(mark)}[0-9]{{1,{places}}})?"
                return Plain(re.compile(digits), lambda text: text.replace(mark, "."))
        return None

    def choices(self, file: File, column: Column) -> tuple[str, ...]:
        """What may stand in a column of choices."""
        if column.choices:
            return column.choices
        if column.name == "commodity":
            return self.utility.commodities
        if column.name in ("code", "register"):
            codes = [self.tenant.commodity(code) for code in self.utility.commodities]
            return tuple(dict.fromkeys(register.code for commodity in codes for register in commodity.registers))
        if column.name == "reading_rule":
            return tuple(rule.key for rule in self.utility.reading.rules)
        if file.name == "evidence":
            return tuple(item.name for item in self.utility.linking.evidence if item.source == "file")
        field = model_field(file, column)
        return tuple(value for value, _label in field.choices or ()) if field is not None else ()

    def _decimal_reader(self, *, whole: int, places: int, negative: bool) -> Reader:
        mark = self.exchange.decimal_mark
        pattern = re.compile(rf"{'[+-]?' if negative else '[+]?'}[0-9]{{1,{whole}}}(?:{re.escape(mark)}[0-9]{{1,{places}}})?")

        def read(text: str) -> Decimal:
            text = text.replace("\u2212", "-")
            if not pattern.fullmatch(text):
                raise CellRefused(
                    _("This is not a number as agreed: write it like %(example)s, at most %(places)d decimals, no thousands separators.")
                    % {"example": f"1234{mark}5", "places": places}
                )
            return Decimal(text.replace(mark, "."))

        return read

    def _read_day(self, text: str) -> date:
        try:
            day = datetime.strptime(text, self.exchange.date_format).date()  # noqa: DTZ007  # a calendar day has no time zone
        except ValueError:
            day = date.min
        if day.year not in YEARS:
            example = date(2026, 1, 31).strftime(self.exchange.date_format)
            raise CellRefused(_("This is not a day as agreed: write it like %(example)s.") % {"example": example})
        return day


def _form(pattern: str, longest: int, *, shortest: int = 1) -> re.Pattern[str]:
    return re.compile(rf"(?=.{{{shortest},{longest}}}\Z){pattern}")


def model_field(file: File, column: Column) -> Any:
    """The model's field that a column goes to; None for one that is only read."""
    return apps.get_model(file.model)._meta.get_field(column.of) if column.of else None


def empty_value(file: File, column: Column) -> Any:
    """What an empty cell means: the model's default, NULL where it may be, else an empty text."""
    field: Field | None = model_field(file, column)
    if field is None:
        return ""
    if field.has_default():
        return field.get_default()
    return None if field.null else ""


def cleaned(text: str) -> str:
    """Without what nobody sees: blanks around, marks of byte order and zero width, no-break blanks; composed letters."""
    text = text.strip()
    if text.isascii():
        return text
    text = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return "".join(" " if sign.isspace() else sign for sign in text).strip()


def read_key(text: str, *, longest: int) -> str:
    """A number as the utility prints it, sign for sign. Signs of other scripts that look like ours are refused."""
    if not PLAIN_KEY.fullmatch(text):
        text = " ".join(text.split())
        for sign in text:
            if not _is_ours(sign):
                raise CellRefused(
                    _("“%(sign)s” (%(name)s) cannot stand in a number: it may look like another sign.")
                    % {"sign": sign if sign.isprintable() else "?", "name": unicodedata.name(sign, f"U+{ord(sign):04X}")}
                )
    return _not_longer(text, longest)


def _is_ours(sign: str) -> bool:
    if sign.isascii():
        return sign.isalnum() or sign in SIGNS_OF_KEYS
    return sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN ")


def read_text(text: str, *, longest: int) -> str:
    if not text.isprintable():
        text = " ".join(text.split())
        if not text.isprintable():
            raise CellRefused(_("The text contains a control character."))
    return _not_longer(text, longest)


def read_word(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]{1,4}", text):
        raise CellRefused(_("This is not a code of at most four letters or digits."))
    return text.upper()


def read_whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 32767:
        raise CellRefused(_("This is not a whole number from 0 to 32767."))
    return int(text)


def read_flag(text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise CellRefused(_("This is neither yes nor no: write 1 or 0."))
    return word in YES


def read_email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise CellRefused(_("This is not an e-mail address."))
    return _not_longer(text.lower(), 254)


def read_gsrn(text: str) -> str:
    digits = text.replace(" ", "")
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise CellRefused(_("A GSRN has 18 digits."))
    return digits


def read_iban(text: str) -> str:
    compact = text.replace(" ", "").upper()
    if not iban.is_valid(compact):
        raise CellRefused(_("This is not a valid IBAN."))
    return compact


def read_reference(text: str) -> str:
    """A payment reference without blanks. Its control digit is not asked: what the billing system printed is what people type."""
    compact = text.replace(" ", "").upper()
    if not REFERENCE.fullmatch(compact):
        raise CellRefused(_("A payment reference has only letters, digits and hyphens."))
    return _not_longer(compact, 26)


def _choice_reader(choices: tuple[str, ...]) -> Reader:
    known = {choice.casefold(): choice for choice in choices}

    def read(text: str) -> str:
        choice = known.get(text.casefold())
        if choice is None:
            raise CellRefused(_("This value is not known. Allowed: %(choices)s.") % {"choices": ", ".join(choices) or "–"})
        return choice

    return read


def _not_longer(text: str, longest: int) -> str:
    if len(text) > longest:
        raise CellRefused(_("The text has %(length)d characters; at most %(longest)d fit.") % {"length": len(text), "longest": longest})
    return text
