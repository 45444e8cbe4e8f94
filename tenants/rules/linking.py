"""How a person proves that a customer or a supply point is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from tenants.rules import evidence_columns
from tenants.rules import problems as read
from tenants.rules.problems import Problems
from tenants.rules.text import Text

EvidenceKind = Literal["digits", "code", "text", "amount", "date"]
EvidenceSource = Literal["customer", "invoice", "contract", "meter", "supply_point", "file"]
Proves = Literal["customer", "supply_point"]
Asked = Literal["registration", "after_sign_in"]
OnMatch = Literal["instant", "review"]
LeadingZeros = Literal["keep", "drop"]
Place = Literal[
    "bill_top_left", "bill_top_right", "bill_middle", "bill_meter", "bill_total", "slip_purpose", "slip_reference", "slip_amount", "none"
]
WeakMay = Literal["see_readings", "submit_readings", "see_invoices", "download_invoices", "see_contracts"]
FormerCustomer = Literal["own_period", "nothing"]


@dataclass(frozen=True)
class Choice:
    """One entry of a list: the value as the utility's data have it, and what it is called (empty: the value itself)."""

    value: str
    label: Text = field(default_factory=Text)


@dataclass(frozen=True)
class Evidence:
    """One named value printed on a bill or contract.

    ``digits_only``/``strip``... live in the normaliser of ``kind``. ``column`` is the column of the delivery, under our name
    (`tenants.rules.evidence_columns`), where the evidence's name does not say it; ``header`` a column of the utility's own file
    from which nothing else is made. ``prefixes`` are dropped before comparing (``SI``). ``length``: characters that are compared.
    How long it is good: ``last_bills`` for the last N bills, ``valid_days`` for so many days, ``once`` for one use; all
    None/False means stable.

    How hard it is to guess: ``values`` is how many values it can take for somebody who knows how the utility numbers (None:
    computed from the kind, see `tenants.rules.linking_strength`); ``random`` says that it is drawn by lot, so that every value
    of its ``length`` is equally likely. Random values are kept only as HMAC.

    ``choices``: what a value of kind ``text`` is chosen from; where the file gives none, commodities and distribution operators
    come from the utility's data, and anything else is typed. ``place``: where the picture of a bill marks it; '' by its name."""

    name: str
    kind: EvidenceKind = "code"
    source: EvidenceSource = "customer"
    column: str = ""
    header: str = ""
    label: Text = field(default_factory=Text)
    hint: Text = field(default_factory=Text)
    length: int | None = None
    values: int | None = None
    prefixes: tuple[str, ...] = ()
    leading_zeros: LeadingZeros = "keep"
    last_bills: int | None = None
    valid_days: int | None = None
    once: bool = False
    random: bool = False
    choices: tuple[Choice, ...] = ()
    place: Place | Literal[""] = ""

    @property
    def taken_from(self) -> str:
        """Our name of the column that its values are taken from; '' where they come by ``header`` or in ``evidence.csv``."""
        return "" if self.header else evidence_columns.column_of(self.source, self.name, self.column)


@dataclass(frozen=True)
class LinkingRule:
    """A set of evidence names and what it proves. Any one rule of a utility suffices; the form offers the choice."""

    key: str
    evidence: tuple[str, ...]
    proves: Proves = "customer"
    asked: Asked = "after_sign_in"
    on_match: OnMatch = "instant"
    accepted_risk: str = ""


@dataclass(frozen=True)
class Linking:
    """``weak_link_may``: what a link proved by fewer than 20 bits allows. ``pdf_after_hours`` (0-168): how long after linking a
    bill's PDF stays closed, so that the customer on file can object. ``former_customer``: what is left after a contract's end."""

    evidence: tuple[Evidence, ...] = ()
    rules: tuple[LinkingRule, ...] = ()
    weak_link_may: tuple[WeakMay, ...] = get_args(WeakMay)
    pdf_after_hours: int = 0
    former_customer: FormerCustomer = "own_period"

    def evidence_named(self, name: str) -> Evidence:
        return next(item for item in self.evidence if item.name == name)

    def rules_asked(self, asked: Asked) -> tuple[LinkingRule, ...]:
        return tuple(rule for rule in self.rules if rule.asked == asked)


NAME = r"[a-z][a-z0-9_]{0,39}"
SAYS_NAME = "a short name of small letters, digits and _"
EVIDENCE_KEYS = tuple(Evidence.__dataclass_fields__)
RULE_KEYS = tuple(LinkingRule.__dataclass_fields__)


def parse_linking(table: Mapping[str, Any], *, at: str, problems: Problems) -> Linking:
    """The section ``[linking]``; whether a rule is strong enough is judged in `tenants.rules.cross_checks`."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("evidence", "rules", "weak_link_may", "pdf_after_hours", "former_customer"), **here)
    evidence = [_evidence(entry, at=name, problems=problems) for name, entry in read.subtables(table, "evidence", named_by="name", **here)]
    rules = [_rule(entry, at=name, problems=problems) for name, entry in read.subtables(table, "rules", **here)]
    _refuse_twice("evidence", [item.name for item in evidence], **here)
    _refuse_twice("rules", [rule.key for rule in rules], **here)
    return Linking(
        evidence=tuple(evidence),
        rules=tuple(rules),
        weak_link_may=read.choices(table, "weak_link_may", choices=get_args(WeakMay), default=get_args(WeakMay), **here),
        pdf_after_hours=read.integer(table, "pdf_after_hours", low=0, high=168, default=0, **here),
        former_customer=read.choice(table, "former_customer", choices=get_args(FormerCustomer), default="own_period", **here),
    )


def _evidence(table: Mapping[str, Any], *, at: str, problems: Problems) -> Evidence:
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, EVIDENCE_KEYS, **here)
    evidence = Evidence(
        name=read.text(table, "name", required=True, pattern=NAME, allowed=SAYS_NAME, **here),
        kind=read.choice(table, "kind", choices=get_args(EvidenceKind), default="code", required=True, **here),
        source=read.choice(table, "source", choices=get_args(EvidenceSource), default="customer", required=True, **here),
        column=read.text(table, "column", longest=40, **here),
        header=read.text(table, "header", longest=100, **here),
        label=read.words(table, "label", required=True, longest=100, **here),
        hint=read.words(table, "hint", longest=500, **here),
        length=read.optional_integer(table, "length", low=1, high=40, **here),
        values=read.optional_integer(table, "values", low=1, high=10**18, **here),
        prefixes=read.texts(table, "prefixes", longest=10, **here),
        leading_zeros=read.choice(table, "leading_zeros", choices=get_args(LeadingZeros), default="keep", **here),
        last_bills=read.optional_integer(table, "last_bills", low=1, high=24, **here),
        valid_days=read.optional_integer(table, "valid_days", low=1, high=3650, **here),
        once=read.boolean(table, "once", default=False, **here),
        random=read.boolean(table, "random", default=False, **here),
        choices=tuple(
            _choice(entry, at=name, problems=problems) for name, entry in read.subtables(table, "choices", named_by="value", **here)
        ),
        place=read.choice(table, "place", choices=get_args(Place), default="", **here),
    )
    _check_column(evidence, table, **here)
    if evidence.choices and evidence.kind != "text":
        problems.add(read.dotted(at, "choices"), [choice.value for choice in evidence.choices], 'no list, or kind = "text"')
    _refuse_twice("choices", [choice.value for choice in evidence.choices], **here)
    if evidence.random and (evidence.kind not in ("digits", "code") or evidence.length is None):
        problems.add(read.dotted(at, "random"), True, 'false, or kind = "digits" or "code" with a length')
    return evidence


def _check_column(evidence: Evidence, table: Mapping[str, Any], *, at: str, problems: Problems) -> None:
    """A value that is taken from nowhere can never be matched, so the file says from where."""
    known = evidence_columns.COLUMNS.get(evidence.source)
    if table.get("source") not in get_args(EvidenceSource) or not evidence.name:
        return  # named already
    if evidence.header and (evidence.column or evidence.source not in evidence_columns.WITH_HEADER):
        says = f"nothing, or a header of the utility's file beside source = {read.one_of(evidence_columns.WITH_HEADER)} and no column"
        problems.add(read.dotted(at, "header"), evidence.header, says)
    elif known is None and evidence.column:
        problems.add(read.dotted(at, "column"), evidence.column, 'nothing, because with source = "file" evidence.csv names the evidence')
    elif known is not None and not evidence.header and evidence.taken_from not in known:
        says = f'a column of source = "{evidence.source}": {read.one_of(known)}'
        because = "" if evidence.column else f'; the name "{evidence.name}" says none of them'
        problems.add(read.dotted(at, "column"), evidence.column or None, says + because)


def _choice(table: Mapping[str, Any], *, at: str, problems: Problems) -> Choice:
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("value", "label"), **here)
    return Choice(read.text(table, "value", required=True, longest=100, **here), read.words(table, "label", longest=100, **here))


def _rule(table: Mapping[str, Any], *, at: str, problems: Problems) -> LinkingRule:
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, RULE_KEYS, **here)
    return LinkingRule(
        key=read.text(table, "key", required=True, pattern=NAME, allowed=SAYS_NAME, **here),
        evidence=read.texts(table, "evidence", required=True, longest=40, **here),
        proves=read.choice(table, "proves", choices=get_args(Proves), default="customer", **here),
        asked=read.choice(table, "asked", choices=get_args(Asked), default="after_sign_in", **here),
        on_match=read.choice(table, "on_match", choices=get_args(OnMatch), default="instant", **here),
        accepted_risk=read.text(table, "accepted_risk", longest=500, **here),
    )


def _refuse_twice(key: str, names: list[str], *, at: str, problems: Problems) -> None:
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        problems.add(read.dotted(at, key), name, "names that occur once")
