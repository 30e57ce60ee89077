"""A promise of the zone, and what was delivered of it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.actions.commitment import AboveCeiling, UnlawfulPromise, check_ceiling, check_lawful
from leads.forms.fields import day_input, wan_field
from leads.forms.versioned import VersionedForm
from leads.models import PolicyCommitment

Review, Delivery = PolicyCommitment.FairReview, PolicyCommitment.Delivery
DATED = frozenset({Review.PASSED, Review.EXEMPT_ART12})
"""Results of a review that took place: it has a day."""


class PromiseFields(forms.Form):
    """What a promise says. One without a basis or a review is kept, but blocks the signing."""

    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=PolicyCommitment.Kind.choices)
    content = forms.CharField(
        label=gettext_lazy("承诺内容"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("写明给什么、多少、几年。税收返还及类似承诺不能写入。"),
    )
    basis_title = forms.CharField(label=gettext_lazy("依据文件"), max_length=120, required=False)
    basis_number = forms.CharField(label=gettext_lazy("文号"), max_length=60, required=False)
    basis_published_on = forms.DateField(label=gettext_lazy("公布日期"), required=False, widget=day_input())
    fair_review = forms.ChoiceField(
        label=gettext_lazy("公平竞争审查"), choices=Review.choices, initial=Review.MISSING
    )
    fair_reviewed_on = forms.DateField(label=gettext_lazy("审查日期"), required=False, widget=day_input())
    amount_wan = wan_field(gettext_lazy("承诺金额"))
    ceiling_wan = wan_field(gettext_lazy("政策上限"))
    approver = forms.CharField(label=gettext_lazy("批准人"), max_length=60, required=False)
    due_on = forms.DateField(label=gettext_lazy("兑现期限"), required=False, widget=day_input())
    expires_on = forms.DateField(label=gettext_lazy("有效期至"), required=False, widget=day_input())

    NAMES = (
        "kind",
        "content",
        "basis_title",
        "basis_number",
        "basis_published_on",
        "fair_review",
        "fair_reviewed_on",
        "amount_wan",
        "ceiling_wan",
        "approver",
        "due_on",
        "expires_on",
    )

    def clean_content(self):
        try:
            check_lawful(self.cleaned_data["content"])
        except UnlawfulPromise as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data["content"]

    def clean(self):
        data = super().clean()
        try:
            check_ceiling(data.get("amount_wan"), data.get("ceiling_wan"))
        except AboveCeiling as refusal:
            self.add_error("amount_wan", str(refusal))
        has_day = data.get("fair_reviewed_on") or "fair_reviewed_on" in self.errors
        if data.get("fair_review") in DATED and not has_day:
            self.add_error("fair_reviewed_on", _("审查过的，填审查日期。"))
        due, expires = data.get("due_on"), data.get("expires_on")
        if due and expires and expires < due:
            self.add_error("expires_on", _("有效期不能早于兑现期限。"))
        return data

    def said(self):
        return {name: self.cleaned_data[name] for name in self.NAMES}


class CommitmentForm(PromiseFields):
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def values(self):
        """Arguments of make_commitment."""
        return self.said() | {"form_token": self.cleaned_data["form_token"]}


class EditCommitmentForm(PromiseFields, VersionedForm):
    about = "commitment"

    def __init__(self, *args, commitment, **kwargs):
        values = {name: getattr(commitment, name) for name in self.NAMES}
        super().__init__(*args, commitment=commitment, initial=values, **kwargs)

    def values(self):
        """Arguments of edit_commitment."""
        return self.said() | {"version": self.cleaned_data["version"]}


class DeliverForm(forms.Form):
    """`is_above_confirmed` is asked only once more than the promise would have been delivered."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    amount_wan = forms.DecimalField(
        label=gettext_lazy("本次兑现"), max_digits=18, decimal_places=2, min_value=0, initial=0
    )
    on = forms.DateField(label=gettext_lazy("兑现日期"), widget=day_input())
    delivery = forms.ChoiceField(label=gettext_lazy("兑现情况"), choices=Delivery.choices)
    note_text = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)
    is_above_confirmed = forms.BooleanField(
        label=gettext_lazy("确认兑现超过承诺金额"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, commitment, today, **kwargs):
        first = {"version": commitment.version, "on": today, "delivery": commitment.delivery}
        super().__init__(*args, initial=first, **kwargs)
        self.today = today
        self.fields["amount_wan"].unit = gettext_lazy("万元")

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError(_("兑现日期不能晚于今天。"))
        return self.cleaned_data["on"]

    def clean(self):
        data = super().clean()
        if data.get("delivery") == Delivery.PROMISED and data.get("amount_wan"):
            self.add_error("delivery", _("有兑现金额，兑现情况选部分兑现或已兑现。"))
        return data

    def ask_to_confirm(self):
        self.fields["is_above_confirmed"].widget = forms.CheckboxInput()
        self.add_error("amount_wan", _("累计兑现会超过承诺金额。金额没错，就勾选确认，再保存。"))
