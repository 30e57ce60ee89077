"""Comments: who is told, who is not, what they leave alone, and how one is taken back."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice
from accounts.roles import Role
from core import history
from leads.actions import CommentStays, withdraw_comment, write_comment
from leads.mentions import marked, offers
from leads.models import Comment, Lead, Visibility
from tests.factories import NOON, TODAY, LeadFactory, TeamFactory, UserFactory, person

pytestmark = pytest.mark.django_db
UNKNOWN = "“@%s”不在能看到这条线索的人里，没有通知任何人。"


@pytest.fixture
def lead(staff, sensor):
    return LeadFactory(chain=sensor, owner=staff, title="气体产线")


@pytest.fixture
def colleague(sensor):
    return person(Role.STAFF, chains=[sensor.code], name="许辰", team=TeamFactory(name="传感谷专班"))


def write(lead, text="先别发方案", by=None, **fields):
    return write_comment(lead=lead, by=by or lead.owner, at=NOON, text=text, **fields)


def told():
    return {str(notice.recipient) for notice in Notice.objects.all()}


def test_a_comment_is_on_record_and_leaves_the_lead_alone(lead):
    before = Lead.objects.values().get()
    comment, unclear = write(lead)
    assert (comment.text, comment.by, comment.at, unclear) == ("先别发方案", lead.owner, NOON, ())
    assert Lead.objects.values().get() == before
    event = history.of(lead).get()
    assert (event.verb, event.data) == ("write_comment", {"comment": comment.pk, "mentions": []})
    assert told() == set()


def test_a_person_mentioned_is_told_once(lead, colleague):
    comment, unclear = write(lead, "@许辰请看，@许辰（传感谷专班） 也说一句")
    assert unclear == ()
    assert list(comment.mentions.all()) == [colleague]
    notice = Notice.objects.get()
    assert (notice.recipient, notice.key, notice.by) == (
        colleague,
        f"mention:comment:{comment.pk}",
        lead.owner,
    )
    assert notice.subject == str(lead)
    assert notice.text == "李沐 在评论里提到了你：@许辰请看，@许辰（传感谷专班） 也说一句"
    assert notice.path == f"/leads/{lead.pk}/#comment-{comment.pk}"


def test_a_notice_holds_no_number_and_no_long_text(lead, colleague):
    write(lead, "@许辰 打 13900001111，" + "长" * 200)
    said = Notice.objects.get().text
    assert "139****1111" in said
    assert "13900001111" not in said
    assert len(said) < 120


def test_who_writes_is_not_told(lead):
    assert write(lead, "@李沐 记得").unclear == ()
    assert told() == set()


@pytest.mark.parametrize("text", ["写信到 chen@许辰.cn", "a@许辰", "价格 @ 800 万", "只是许辰"])
def test_not_every_at_is_a_mention(lead, colleague, text):
    write(lead, text)
    assert told() == set()


def test_names_that_tell_nobody_are_said_and_stay_text(lead, outsider):
    comment, unclear = write(lead, "@王岚，@王二麻子 看看")
    assert unclear == (
        UNKNOWN % "王岚",
        UNKNOWN % "王二麻子",
    )  # hidden from the lead, and nobody at all: alike
    assert told() == set()
    assert comment.text == "@王岚，@王二麻子 看看"


def test_a_name_of_two_people_needs_the_unit(lead, sensor, colleague):
    namesake = person(Role.STAFF, chains=[sensor.code], name="许辰", team=TeamFactory(name="招商一部"))
    _comment, unclear = write(lead, "@许辰 看看")
    assert unclear == ("“@许辰”不止一个人，没有通知。请写成 @许辰（单位）。",)
    assert told() == set()
    for said in ("@许辰（招商一部）看看", "@许辰(招商一部)"):
        assert write(lead, said).unclear == ()
    assert [notice.recipient for notice in Notice.objects.all()] == [namesake, namesake]
    assert {name for _person, name in offers("xc", lead=lead, on=TODAY, but=lead.owner)} == {
        "许辰（传感谷专班）",
        "许辰（招商一部）",
    }


def test_the_longest_name_is_meant(lead, sensor, colleague):
    longer = person(Role.STAFF, chains=[sensor.code], name="许辰光")
    write(lead, "@许辰光看看")
    assert Notice.objects.get().recipient == longer


@pytest.mark.parametrize(
    ("visibility", "names"),
    [
        (Visibility.CHAIN, {"许辰", "链长", "管理员"}),
        (Visibility.TEAM, {"链长", "管理员"}),
        (Visibility.SECRET, {"链长"}),
        (Visibility.ZONE, {"许辰", "链长", "管理员", "王岚"}),
    ],
)
def test_only_those_are_told_who_may_read_the_lead(lead, colleague, outsider, admin, visibility, names):
    person(Role.CHAIN_LEADER, chains=[lead.chain_id], name="链长")
    person(Role.SYS_ADMIN, name="系统员")
    lead.visibility = visibility
    lead.save()
    everybody = ("许辰", "链长", "管理员", "王岚", "系统员")
    unclear = write(lead, " ".join(f"@{name}" for name in everybody)).unclear
    assert told() == names
    assert unclear == tuple(UNKNOWN % name for name in everybody if name not in names)
    assert {name for _person, name in offers("", lead=lead, on=TODAY, but=lead.owner)} == names


def test_a_comment_sent_twice_is_one_and_tells_once(lead, colleague):
    token = uuid.uuid4()
    first, second = (write(lead, "@许辰", form_token=token).comment for _time in range(2))
    assert first == second
    assert (Comment.objects.count(), Notice.objects.count(), history.of(lead).count()) == (1, 1, 1)
    with pytest.raises(IntegrityError):
        write(lead, by=colleague, form_token=token)


def test_without_the_comment_there_is_no_notice(lead, colleague):
    with transaction.atomic():
        write(lead, "@许辰")
        transaction.set_rollback(True)
    assert (Comment.objects.count(), Notice.objects.count()) == (0, 0)


def test_an_own_comment_is_withdrawn_and_so_are_its_words(lead, colleague):
    comment = write(lead, "@许辰 底价八百").comment
    late = NOON + dt.timedelta(hours=23, minutes=59)
    withdraw_comment(comment=comment, by=lead.owner, at=late)
    comment.refresh_from_db()
    assert (comment.withdrawn_at, comment.text) == (late, "@许辰 底价八百")
    assert Notice.objects.get().text == "李沐 撤回了提到你的评论。"
    assert history.of(lead).first().verb == "withdraw_comment"


@pytest.mark.parametrize(
    ("hours", "is_own", "times"), [(24, True, 1), (1, False, 1), (1, True, 2)], ids=["late", "other", "twice"]
)
def test_a_comment_that_stays(lead, colleague, hours, is_own, times):
    comment = write(lead).comment
    act = {
        "comment": comment,
        "by": lead.owner if is_own else colleague,
        "at": NOON + dt.timedelta(hours=hours),
    }
    for _time in range(times - 1):
        withdraw_comment(**act)
    count = history.of(lead).count()
    with pytest.raises(CommentStays):
        withdraw_comment(**act)
    assert history.of(lead).count() == count


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["周明", "许辰", "赵一", "赵二"]),
        ("x", ["许辰"]),
        ("XC", ["许辰"]),
        ("辰", ["许辰"]),
        ("z", ["周明", "赵一", "赵二"]),
        ("zz", []),
    ],
)
def test_people_are_offered_by_name_and_initials_who_works_on_it_first(lead, sensor, colleague, query, names):
    helper = person(Role.STAFF, chains=[sensor.code], name="周明")
    lead.collaborators.add(helper)
    colleague.team = lead.owner.team
    colleague.save()
    for name in ("赵二", "赵一"):
        person(Role.STAFF, chains=[sensor.code], name=name)
    lead = Lead.objects.get()
    assert [name for _person, name in offers(query, lead=lead, on=TODAY, but=lead.owner)] == names


def test_no_more_than_eight_are_offered_in_a_constant_number_of_queries(
    lead, sensor, django_assert_num_queries
):
    for number in range(12):
        person(Role.STAFF, chains=[sensor.code], name=f"同事{number}")
    with django_assert_num_queries(2):
        assert len(offers("同事", lead=lead, on=TODAY, but=lead.owner)) == 8


def test_a_mention_is_set_off_and_the_rest_escaped():
    person = UserFactory.build(name="<李>", team=None)
    assert marked("<b>@<李>看@王", [person]) == ('&lt;b&gt;<span class="mention">@&lt;李&gt;</span>看@王')
