"""Test rows. A factory says nothing surprising; a state has a factory or a trait of its own."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import RoleGrant, Team, User
from accounts.roles import Role
from chains.models import Chain, Company, Contact, Segment
from leads.models import Agreement, ConflictLevel, FirstContact, FollowUp, Lead, ProgressReport, Project
from leads.stages import LeadStatus, ProjectStatus

NOON = dt.datetime(2025, 6, 11, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TODAY = NOON.date()
PASSWORD = "correct-horse-7"


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"专班{n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"人员{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    team = factory.SubFactory(TeamFactory)
    password = factory.django.Password(PASSWORD)


class GrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.STAFF
    starts_on = dt.date(2025, 1, 1)


def person(*roles, chains=("",), **fields):
    """A user who holds each of `roles` on each of the chain codes `chains` ("" is the whole zone)."""
    user = UserFactory(**fields)
    for role in roles:
        for code in chains:
            GrantFactory(user=user, role=role, chain_code=code)
    return user


class ChainFactory(DjangoModelFactory):
    class Meta:
        model = Chain
        django_get_or_create = ("code",)

    code = "SENSOR"
    name = "传感器"
    name_en = "Sensors"
    sort = 1


class SegmentFactory(DjangoModelFactory):
    class Meta:
        model = Segment

    chain = factory.SubFactory(ChainFactory)
    name = factory.Sequence(lambda n: f"环节{n}")


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"示例{n}科技有限公司")
    name_key = factory.LazyAttribute(lambda company: company.name)
    core_key = factory.LazyAttribute(lambda company: company.name.removesuffix("有限公司"))


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    company = factory.SubFactory(CompanyFactory)
    name = "陈一舟"
    title = "副总经理"
    phone = "13800001234"


class LeadFactory(DjangoModelFactory):
    """A lead that its owner is following, next step tomorrow."""

    class Meta:
        model = Lead

    company = factory.SubFactory(CompanyFactory)
    chain = factory.SubFactory(ChainFactory)
    owner = factory.SubFactory(UserFactory)
    team = factory.SelfAttribute("owner.team")
    created_by = factory.SelfAttribute("owner")
    status = LeadStatus.FOLLOWING
    next_action_text = "电话回访"
    next_action_on = TODAY + dt.timedelta(days=1)


class NewLeadFactory(LeadFactory):
    """A lead that waits for its first response."""

    status = LeadStatus.NEW


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    lead = factory.SubFactory(LeadFactory)
    by = factory.SelfAttribute("lead.owner")
    at = factory.LazyFunction(timezone.now)
    summary = "对方询问用地价格"


class ProjectFactory(DjangoModelFactory):
    """A project in its first stage; its lead was converted by the one who owned it then."""

    class Meta:
        model = Project

    chain = factory.SubFactory(ChainFactory)
    owner = factory.SubFactory(UserFactory)
    lead = factory.SubFactory(
        LeadFactory,
        chain=factory.SelfAttribute("..chain"),
        owner=factory.SelfAttribute("..owner"),
        status=LeadStatus.CONVERTED,
    )
    code = factory.Sequence(lambda n: f"GX-SENSOR-2025-{n:03d}")
    company = factory.SelfAttribute("lead.company")
    segment = factory.SubFactory(SegmentFactory, chain=factory.SelfAttribute("..chain"))
    kind = "NEW"
    team = factory.SelfAttribute("owner.team")
    total_investment_wan = 10_000
    stage_on = idle_from_on = TODAY
    next_action_text = "约谈供地条件"
    next_action_on = TODAY
    created_by = factory.SelfAttribute("owner")

    class Params:
        terminated = factory.Trait(status=ProjectStatus.TERMINATED, terminated_on=TODAY)
        paused = factory.Trait(status=ProjectStatus.PAUSED, paused_on=TODAY)


class AgreementFactory(DjangoModelFactory):
    """A formal agreement, signed."""

    class Meta:
        model = Agreement

    project = factory.SubFactory(ProjectFactory)
    kind = Agreement.Kind.FORMAL
    amount_wan = 10_000
    signed_on = TODAY
    created_by = factory.SelfAttribute("project.owner")

    class Params:
        framework = factory.Trait(kind=Agreement.Kind.FRAMEWORK)
        supplement = factory.Trait(kind=Agreement.Kind.SUPPLEMENT, reason="增加产线")
        draft = factory.Trait(signed_on=None)


class ProgressReportFactory(DjangoModelFactory):
    class Meta:
        model = ProgressReport

    project = factory.SubFactory(ProjectFactory)
    month = TODAY.replace(day=1)
    arrived_wan = 0
    by = factory.SelfAttribute("project.owner")


class FirstContactFactory(DjangoModelFactory):
    """A registration that protects for 60 days. It holds no keys: the actions take those."""

    class Meta:
        model = FirstContact

    lead = factory.SubFactory(LeadFactory)
    company = factory.SelfAttribute("lead.company")
    team = factory.SelfAttribute("lead.team")
    registered_by = factory.SelfAttribute("lead.owner")
    registered_at = NOON
    contacted_on = TODAY
    evidence = "会议纪要"
    status = FirstContact.Status.VALID
    protected_until = TODAY + dt.timedelta(days=60)


class ConflictFactory(FirstContactFactory):
    """An objection that waits for its ruling."""

    rival = factory.SubFactory(FirstContactFactory)
    level = ConflictLevel.ENTITY
    status = FirstContact.Status.CONFLICT
    protected_until = None
    appeal = "接触更早"
    ruling_due_on = TODAY + dt.timedelta(days=3)
