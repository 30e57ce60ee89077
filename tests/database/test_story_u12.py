"""U12: Staff Li leaves with 14 leads and 3 projects.

Action items come with their own model. They are handed over by the same step, because it asks every
model with an `owner` whose queryset answers `in_hand()`: accounts/open_work.py.
"""

import datetime as dt

import pytest

from accounts import actions, open_work
from accounts.models import Notice
from accounts.open_work import HandOverRefused
from accounts.roles import Role
from core import history
from leads.actions import offer_lead, write_follow_up
from leads.models import FirstContact, Lead, Project, Transfer, Visibility
from leads.stages import LeadStatus
from leads.stream import stream
from tests.factories import NOON, TODAY, LeadFactory, ProjectFactory, TeamFactory, person

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


@pytest.fixture
def li(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="李明", team=TeamFactory(name="传感器专班"))


@pytest.fixture
def wang(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="王芳")


@pytest.fixture
def office(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="周岚")


@pytest.fixture
def leads(li, sensor):
    """Twelve followed, one waiting for its first response, one shelved; what is over is no work."""
    made = LeadFactory.create_batch(11, owner=li, chain=sensor)
    made.append(LeadFactory(owner=li, chain=sensor, visibility=Visibility.SECRET))
    made.append(LeadFactory(owner=li, chain=sensor, status=LeadStatus.NEW))
    made.append(LeadFactory(owner=li, chain=sensor, status=LeadStatus.SHELVED))
    LeadFactory(owner=li, chain=sensor, status=LeadStatus.CONVERTED)
    return made


@pytest.fixture
def projects(li, sensor):
    """Three that go on; one that was given up is no work."""
    made = ProjectFactory.create_batch(3, owner=li, chain=sensor)
    ProjectFactory(owner=li, chain=sensor, terminated=True)
    return made


def hand_over(person, by, **recipients):
    return actions.hand_over(person=person, by=by, at=LATER, reason="调离", recipients=recipients)


def owners(leads):
    return set(Lead.objects.filter(pk__in=[lead.pk for lead in leads]).values_list("owner__name", flat=True))


def test_li_leaves(li, wang, office, admin, leads, projects):
    first = leads[0]
    step = {"next_action_text": "回访", "next_action_on": TODAY + dt.timedelta(days=3)}
    write_follow_up(lead=first, by=li, at=NOON, summary="谈了用地", **step)
    registered = FirstContact.objects.create(
        lead=first,
        company=first.company,
        team=li.team,
        registered_by=li,
        registered_at=NOON,
        contacted_on=TODAY,
        evidence="会谈纪要",
        status=FirstContact.Status.VALID,
        protected_until=TODAY + dt.timedelta(days=60),
    )

    with pytest.raises(actions.HasOpenWork) as refused:
        actions.disable_person(user=li, by=admin, at=NOON)
    assert [(str(work.noun), work.count()) for work in refused.value.work] == [("线索", 14), ("项目", 3)]

    assert hand_over(li, office, SENSOR=wang) == {wang: 17}

    assert owners(leads) == {"王芳"}
    assert set(Project.objects.filter(owner=wang)) == set(projects)
    assert [event.data["old"] for event in history.of(projects[0])] == ["李明"]
    assert set(Lead.objects.filter(owner=wang).values_list("team", flat=True)) == {wang.team_id}
    registered.refresh_from_db()
    assert (registered.team, registered.registered_by) == (li.team, li)
    days = stream(first, user=wang, at=LATER).days
    assert [(entry.actor, entry.text) for _heading, entries in days for entry in entries] == [
        ("周岚", "移交：负责人从 李明 改为 王芳，调离"),
        ("李明", "电话：谈了用地"),
    ]
    event = history.of(li).get()
    assert (event.verb, event.actor_id, event.data) == (
        "hand_over",
        office.pk,
        {"reason": "调离", "taken": [["王芳", 17]]},
    )
    notice = Notice.objects.get()
    assert (notice.recipient, notice.subject) == (wang, "李明 移交给你 17 件在办事项")
    assert notice.path == f"/leads/?owner={wang.pk}"

    actions.disable_person(user=li, by=admin, at=LATER)
    assert not li.is_active


def test_the_owner_of_what_is_over_stays_as_it_was(li, wang, office, leads):
    hand_over(li, office, SENSOR=wang)
    assert [lead.status for lead in Lead.objects.filter(owner=li)] == [LeadStatus.CONVERTED]


def test_a_recipient_who_cannot_work_on_a_chain_is_refused_and_nothing_is_written(
    li, wang, admin, leads, superhard
):
    elsewhere = LeadFactory(owner=li, chain=superhard)
    with pytest.raises(HandOverRefused, match="王芳 没有“超硬材料”的招商角色"):
        hand_over(li, admin, SENSOR=wang, SUPERHARD=wang)
    assert owners([*leads, elsewhere]) == {"李明"}
    assert not Notice.objects.exists()
    assert not history.of(li).exists()
    assert not history.of(leads[0]).exists()


def test_one_recipient_per_chain(li, wang, admin, leads, superhard, outsider):
    elsewhere = LeadFactory(owner=li, chain=superhard)
    assert hand_over(li, admin, SENSOR=wang, SUPERHARD=outsider) == {wang: 14, outsider: 1}
    assert owners(leads) == {"王芳"}
    assert owners([elsewhere]) == {"王岚"}


def test_a_chain_without_a_recipient_holds_back_everything(li, wang, admin, leads, superhard):
    LeadFactory(owner=li, chain=superhard)
    with pytest.raises(HandOverRefused, match="每条产业链都要选"):
        hand_over(li, admin, SENSOR=wang)
    assert owners(leads) == {"李明"}


def test_the_office_hands_over_what_stands_on_its_chain(li, wang, office, leads, superhard):
    elsewhere = LeadFactory(owner=li, chain=superhard)
    assert hand_over(li, office, SENSOR=wang) == {wang: 14}
    assert owners([elsewhere]) == {"李明"}
    with pytest.raises(actions.HasOpenWork):
        actions.disable_person(user=li, by=None, at=LATER)


@pytest.mark.parametrize("role", [Role.SYS_ADMIN, Role.STAFF, Role.AUDITOR, Role.SEC_ADMIN])
def test_who_has_no_say_over_leads_moves_none(li, wang, leads, role):
    with pytest.raises(HandOverRefused, match="没有可移交的在办事项"):
        hand_over(li, person(role), SENSOR=wang)
    assert owners(leads) == {"李明"}


def test_neither_oneself_nor_a_closed_account_takes_over(li, wang, office, leads):
    wang.is_active = False
    wang.save(update_fields=["is_active"])
    for nobody in (li, wang):
        with pytest.raises(HandOverRefused, match="在用账号"):
            hand_over(li, office, SENSOR=nobody)
    assert owners(leads) == {"李明"}


def test_offers_from_and_of_the_leaver_are_void(li, wang, office, leads, sensor):
    out = offer_lead(lead=leads[0], by=li, at=NOON, to=wang, reason="换岗")
    other = LeadFactory(owner=wang, chain=sensor)
    to_li = offer_lead(lead=other, by=wang, at=NOON, to=li, reason="换岗")
    hand_over(li, office, SENSOR=wang)
    for transfer in (out, to_li):
        transfer.refresh_from_db()
        assert transfer.status == Transfer.Status.VOID
    other.refresh_from_db()
    assert other.owner == wang


def test_a_lead_changed_at_the_same_moment_holds_back_everything(li, wang, leads, monkeypatch):
    """Between reading the rows and the UPDATE one lead goes to somebody else."""
    rows = Lead.objects.in_hand().filter(owner=li)
    check = "leads.models.hand_over.check_recipient"
    monkeypatch.setattr(check, lambda *args, **kwargs: Lead.objects.filter(pk=leads[3].pk).update(owner=wang))
    with pytest.raises(HandOverRefused, match="刚被别人改动"):
        rows.hand_over(to=wang, by=wang, at=LATER, reason="调离")
    assert not history.of(leads[0]).exists()


def test_a_kind_of_work_that_cannot_be_handed_over_is_refused_loudly():
    class Forgotten:
        def in_hand(self):
            return self

        def visible_to(self, user):
            return self

    with pytest.raises(
        TypeError, match="Forgotten answers in_hand\\(\\), but not movable_by, hand_over, list_name"
    ):
        open_work.kind_of(Forgotten())


def test_every_kind_of_work_can_be_handed_over():
    assert {str(kind.noun) for kind in open_work.kinds()} == {"线索", "项目"}
