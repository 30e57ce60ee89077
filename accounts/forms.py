"""What may be typed in about people. Chain names come from the page: this app does not know the chains."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import plain_username
from accounts.models import Team, User
from accounts.roles import VERBS, Role


class DayInput(forms.DateInput):
    """The browser's own calendar; it reads ISO dates only."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def present_teams():
    return Team.objects.filter(archived_at__isnull=True).order_by("name")


class PersonForm(forms.ModelForm):
    """Name, unit and mail address of a person."""

    class Meta:
        model = User
        fields = ["name", "team", "email"]
        labels = {"email": _("电子邮箱")}
        help_texts = {"email": _("提醒邮件发到这里。")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = present_teams()
        self.fields["team"].empty_label = _("不属于任何单位")


class GrantFields(forms.Form):
    """A role, the chains it is for, and its days. No chain ticked means the whole zone."""

    role = forms.ChoiceField(label=_("角色"), choices=[("", _("选一个角色")), *Role.choices])
    chain_codes = forms.MultipleChoiceField(
        label=_("产业链"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一条都不勾，就是全区。"),
    )
    starts_on = forms.DateField(label=_("开始日期"), widget=DayInput())
    ends_on = forms.DateField(
        label=_("结束日期"),
        required=False,
        widget=DayInput(),
        help_text=_("含当天。不填就一直有效。"),
    )

    def __init__(self, *args, chain_names, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chain_codes"].choices = list(chain_names.items())

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("结束日期不能早于开始日期。"))
        return cleaned

    def grant(self):
        """What `grant_role` needs."""
        values = {name: self.cleaned_data[name] for name in ("role", "starts_on", "ends_on")}
        return {**values, "chain_codes": self.cleaned_data["chain_codes"] or [""]}


class FirstGrantFields(GrantFields):
    """The first role of a new account; it may be left for later."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].required = False
        self.fields["role"].choices = [("", _("以后再授权")), *Role.choices]

    def grant(self):
        return super().grant() if self.cleaned_data["role"] else None


class NewPersonForm(PersonForm):
    """A new account. Without a password typed in, the page makes one."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        validators=[User.username_validator],
        help_text=_("登录用。字母、数字和 @ . + - _，不分大小写。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("初始密码"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("不填就由系统生成一个，只显示一次。"),
    )
    field_order = ["name", "username", "team", "email", "password"]

    def clean_username(self):
        username = plain_username(self.cleaned_data["username"])
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("用户名 %(name)s 已有人用过，换一个。"), params={"name": username})
        return username

    def clean_password(self):
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, User(username=self.cleaned_data.get("username", "")))
        return password


class EndGrantForm(forms.Form):
    ends_on = forms.DateField(label=_("最后一天"), widget=DayInput())


class HandOverForm(forms.Form):
    """Who takes what lies in a person's hands: one for everything, or somebody else for a chain.

    `places` maps the codes of the chains concerned ("" is none) to their names.
    """

    def __init__(self, *args, person, places, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        able = User.objects.working().exclude(pk=person.pk).order_by("name", "pk").select_related("team")
        everywhere = able.holding(*VERBS["add_lead"], on=on)
        self.fields["recipient"] = forms.ModelChoiceField(
            label=_("接收人"), queryset=everywhere, empty_label=_("选择接收人"), required=len(places) < 2
        )
        for code, name in places.items() if len(places) > 1 else ():
            self.fields[f"recipient_{code}"] = forms.ModelChoiceField(
                label=_("%(chain)s的接收人") % {"chain": name},
                queryset=able.holding(*VERBS["add_lead"], on=on, chain_code=code),
                empty_label=_("同上"),
                required=False,
            )
        self.fields["reason"] = forms.CharField(
            label=_("移交原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
        )

    def clean(self):
        data = super().clean()
        if not self.errors and not all(self.recipients().values()):
            self.add_error("recipient", _("选一位接收人，或者给每条产业链各选一位。"))
        return data

    def recipients(self):
        data = self.cleaned_data
        return {code: data.get(f"recipient_{code}") or data.get("recipient") for code in self.places}

    def hand_over(self):
        """Arguments of the action."""
        return {"recipients": self.recipients(), "reason": self.cleaned_data["reason"]}


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ["name", "name_en"]


class ViewForm(forms.Form):
    """Name of a view of a list, and whether it is one's own or one's unit's."""

    name = forms.CharField(label=_("名称"), max_length=40)
    kind = forms.ChoiceField(
        label=_("给谁看"),
        choices=[("mine", _("只有我")), ("team", _("本单位"))],
        widget=forms.RadioSelect,
        initial="mine",
        help_text=_("本单位的视图大家都能打开，只有建立人能改。筛选里的“我”是打开视图的人。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.team_id:
            del self.fields["kind"]

    def details(self):
        """Name and unit, as save_view and change_view take them."""
        is_shared = self.cleaned_data.get("kind") == "team"
        return {"name": self.cleaned_data["name"], "team": self.user.team if is_shared else None}
