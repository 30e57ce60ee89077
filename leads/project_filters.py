"""The filters of the list of projects: the only reader of its parameters. List, board, export and counts all
come here."""

from functools import reduce
from operator import or_

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFilter, MultipleChoiceFilter, NumberFilter

from leads.light import Light, showing
from leads.list_filter import HANDS_ON, OWNER_WORDS, AnyOf, ListFilter, day_input, many, sort_filter
from leads.models import Grade, Project, ProjectKind, StageRequest, StatusRequest
from leads.project_light import ProjectLight
from leads.project_light import showing as light_showing
from leads.stages import BEGUN, ONGOING, ProjectStage, ProjectStatus

STEP_LIGHTS = [(light.value, light.label) for light in Light if light != Light.NONE]
LIGHTS = [(light.value.lower(), light.label) for light in ProjectLight if light != ProjectLight.NONE]
BEGUN_WORDS = [("no", _("未开工")), ("yes", _("已开工"))]
WAITS = [("approval", _("等审核"))]
STAGE_ORDER = Case(*(When(stage=stage, then=Value(place)) for place, stage in enumerate(ProjectStage)))

SORTS = {
    "next": (_("下次跟进，最早在前"), [F("next_action_on").asc(nulls_last=True), "pk"]),
    "-next": (_("下次跟进，最晚在前"), [F("next_action_on").desc(nulls_last=True), "-pk"]),
    "investment": (_("总投资，从小到大"), ["total_investment_wan", "pk"]),
    "-investment": (_("总投资，从大到小"), ["-total_investment_wan", "-pk"]),
    "stage": (_("阶段，在谈在前"), [STAGE_ORDER.asc(), "pk"]),
    "-stage": (_("阶段，达产在前"), [STAGE_ORDER.desc(), "-pk"]),
    "grade": (_("等级，A 在前"), ["grade", F("next_action_on").asc(nulls_last=True), "pk"]),
    "-grade": (_("等级，C 在前"), ["-grade", F("next_action_on").asc(nulls_last=True), "pk"]),
    "updated": (_("更新时间，最早在前"), ["updated_at", "pk"]),
    "-updated": (_("更新时间，最近在前"), ["-updated_at", "-pk"]),
}  # the first: who must act first


class ProjectFilter(ListFilter):
    list_name = "projects"
    sorts = SORTS
    everything = _("全部可见项目")
    money = "total_investment_wan"
    words = {
        "owner": OWNER_WORDS,
        "stage": ProjectStage.choices,
        "status": ProjectStatus.choices,
        "light": LIGHTS,
        "due": STEP_LIGHTS,
        "reason": StatusRequest.Kind.choices,
        "started": BEGUN_WORDS,
        "waits": WAITS,
        "grade": Grade.choices,
        "kind": ProjectKind.choices,
    }

    stage = AnyOf(label=_("阶段"), choices=ProjectStage.choices, **many())
    started = ChoiceFilter(label=_("开工"), choices=BEGUN_WORDS, method="begun", empty_label=_("全部"))
    status = AnyOf(label=_("状态"), choices=ProjectStatus.choices, **many())
    light = MultipleChoiceFilter(label=_("灯"), choices=LIGHTS, method="shines", **many())
    due = MultipleChoiceFilter(label=_("跟进灯"), choices=STEP_LIGHTS, method="step_shows", **many())
    waits = ChoiceFilter(label=_("等谁决定"), choices=WAITS, method="waiting", empty_label=_("全部"))
    reason = MultipleChoiceFilter(
        label=_("暂停或终止原因"), choices=StatusRequest.Kind.choices, method="for_reason", **many()
    )
    grade = AnyOf(label=_("等级"), choices=Grade.choices, **many())
    kind = AnyOf(label=_("项目类型"), choices=ProjectKind.choices, **many())
    investment_min = NumberFilter(
        label=_("总投资不低于（万元）"), field_name="total_investment_wan", lookup_expr="gte", min_value=0
    )
    investment_max = NumberFilter(
        label=_("总投资不高于（万元）"), field_name="total_investment_wan", lookup_expr="lte", min_value=0
    )
    signed_from = DateFilter(
        label=_("签约不早于"), field_name="signed_on", lookup_expr="gte", widget=day_input()
    )
    signed_to = DateFilter(
        label=_("签约不晚于"), field_name="signed_on", lookup_expr="lte", widget=day_input()
    )
    sort = sort_filter(SORTS)

    class Meta:
        model = Project
        fields = []

    @staticmethod
    def opening_data(user):
        """Projects that go on, their own to those who work on them."""
        return QueryDict("owner=me&status=ACTIVE" if HANDS_ON & user.access.roles else "status=ACTIVE")

    def begun(self, queryset, name, value):
        return queryset.filter(has_begun() if value == "yes" else ~has_begun())

    def shines(self, queryset, name, values):
        lights = [light_showing(value.upper(), self.on) for value in values]
        return queryset.filter(reduce(or_, lights)) if lights else queryset

    def step_shows(self, queryset, name, values):
        lights = [showing(Light(value), self.on, open_in=ONGOING) for value in values]
        return queryset.filter(reduce(or_, lights)) if lights else queryset

    def waiting(self, queryset, name, value):
        return queryset.filter(waiting_for_answer())

    def for_reason(self, queryset, name, values):
        """Projects that stand where they do for one of the reasons: what was approved last decides."""
        approved = StatusRequest.objects.filter(
            project=OuterRef("pk"), status=OuterRef("status"), answer=StatusRequest.Answer.APPROVED
        )
        last = Subquery(approved.order_by("-at", "-pk").values("kind")[:1])
        return queryset.alias(stands_for=last).filter(stands_for__in=values) if values else queryset


class ProjectFilterPanel(ProjectFilter):
    """The same filters with every box, for the panel that shows them."""

    has_all_boxes = True


def has_begun():
    """A day of start counts before the stage does: the office may still have to approve."""
    return Q(stage__in=sorted(BEGUN)) | Q(started_on__isnull=False)


def waiting_for_answer():
    """Projects for which somebody has to say yes or no: to the next stage, or to another status."""
    stages = StageRequest.objects.filter(answer=StageRequest.Answer.WAITING)
    statuses = StatusRequest.objects.filter(answer=StatusRequest.Answer.WAITING)
    return Q(pk__in=stages.values("project")) | Q(pk__in=statuses.values("project"))
