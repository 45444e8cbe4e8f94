"""Staff give an account access to a customer, and take it away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import IntegrityError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, Link, LinkRequest, User
from accounts.rules import link_rights
from accounts.services import link_requests, linking
from tenants import clock, scope
from tenants.admin_deeds import Deed, DeedForm

ROLES = {
    "owner": _("owner: sees and does everything"),
    "may_act": _("may see and do"),
    "may_read": _("may see"),
    "may_submit": _("may only hand in readings"),
}
ENDS = {"own": _("by the account itself"), "objection": _('"this was not me"'), "staff": _("by staff"), "supply": _("supply ended")}
CAUSES = {
    "rule": _("every match is looked at"),
    "brake": _("unusually many wrong guesses"),
    "objection": _("somebody objected to an earlier link"),
}
REQUEST_STATES = {"waiting": _("waiting"), "approved": _("approved"), "refused": _("refused")}


def proof(rule_key: str) -> str:
    """What was named to prove a link, by the labels on the form: `Namen plačila, Sklic`. The bare key of a rule that no file has."""
    if rule_key == link_rights.STAFF:
        return str(_("by staff"))
    rules = scope.current().rules
    found = [(utility.linking, rule) for utility in rules.utilities for rule in utility.linking.rules if rule.key == rule_key]
    labels = [[linking.evidence_named(name).label for name in rule.evidence] for linking, rule in found]
    said = {", ".join(label.in_language(get_language() or "", *rules.languages) for label in each) for each in labels}
    return said.pop() if len(said) == 1 else rule_key  # two utilities may mean different things by one key


class OtherRights(ValueError):
    """The account has that access already, with other rights: what was asked for did not happen."""


class LinkForm(DeedForm):
    """Which account, to what, with which rights. The account is typed, never chosen: a list would show everybody's addresses."""

    account = forms.CharField(
        label=_("Account"), max_length=254, help_text=_("User name or e-mail address of somebody who has signed up and is confirmed.")
    )
    reach = forms.ChoiceField(label=_("Access to"), required=False)
    role = forms.ChoiceField(label=_("Rights"), choices=list(ROLES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only where the customer is supplied today: at an earlier point somebody else's data would be shown.
        present = Q(valid_to=None) | Q(valid_to__gte=clock.today())
        periods = self.row.supply_periods.filter(present).select_related("supply_point").order_by("supply_point__number")  # type: ignore[attr-defined]  # the row of this page is a customer
        self.points = {str(period.supply_point_id): period.supply_point for period in periods}
        whole = ("", _("the whole customer"))
        self.fields["reach"].choices = [whole, *((key, f"{point.number}, {point.address}") for key, point in self.points.items())]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_account(self) -> User:
        name = self.cleaned_data["account"].strip().lower()
        user = User.objects.filter(Q(email=name) | Q(username=name), is_active=True, emailaddress__verified=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody has a confirmed account under this name."), code="unknown")
        return user

    def clean_reach(self) -> Any:
        return self.points.get(self.cleaned_data["reach"])


def _link(request: HttpRequest, customer: Customer, account: User, reach: Any, role: str) -> None:
    given = linking.link(
        user=account,
        customer=customer,
        supply_point=reach,
        role=role,
        rule_key=link_rights.STAFF,
        by=request.user,
        valid_from=clock.today(),
    )
    if given.role != role:
        raise OtherRights(given.pk)


def _unlink(request: HttpRequest, link: Link) -> None:
    linking.unlink(link=link, by=request.user, reason=Link.End.STAFF)


LINK = Deed(
    name="link",
    label=_("Give an account access"),
    run=_link,
    done=_("The account has access. Those concerned are told by e-mail."),
    explanation=_("Make sure who is asking: the account will see this customer's data."),
    form=LinkForm,
    failures={
        IntegrityError: _("The account has access to this supply point already."),
        OtherRights: _("The account has this access already, with other rights. End that access first."),
    },
)
UNLINK = Deed(
    name="unlink",
    label=_("End access"),
    run=_unlink,
    done=_("The access has ended."),
    explanation=_("The account no longer sees the customer's data, from its next page on."),
    # Also where it ended with the supply: a former customer may have kept the own period.
    offered=lambda request, link: link.valid_to is None or link.valid_to >= clock.today() or link.end_reason == Link.End.SUPPLY,
    danger=True,
)


# --- Requests that wait -------------------------------------------------------------------------------------------------------------
class RefusalForm(DeedForm):
    """Why not: mailed to the customer as it is typed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}), help_text=_("The customer is told this, word for word.")
    )


def _approve(request: HttpRequest, asked: LinkRequest) -> None:
    link_requests.approve(request=asked, by=request.user)


def _refuse(request: HttpRequest, asked: LinkRequest, reason: str) -> None:
    link_requests.refuse(request=asked, reason=reason, by=request.user)


def _waits(request: HttpRequest, asked: LinkRequest) -> bool:
    return asked.state == LinkRequest.State.WAITING


DECIDED: dict[type[Exception], Any] = {link_requests.AlreadyDecided: _("Somebody decided this request in the meantime.")}

APPROVE = Deed(
    name="approve",
    label=_("Approve"),
    run=_approve,
    done=_("The account has access. Those concerned are told by e-mail."),
    explanation=_("The account named the right values from bill or contract. It will see the data of this customer."),
    offered=_waits,
    failures=DECIDED,
)
REFUSE = Deed(
    name="refuse",
    label=_("Refuse"),
    run=_refuse,
    done=_("The request is refused. The customer is told why by e-mail."),
    form=RefusalForm,
    offered=_waits,
    failures=DECIDED,
    danger=True,
)
