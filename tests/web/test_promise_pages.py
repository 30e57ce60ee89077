"""The pages of agreements and promises: what is shown, refused, asked, and what they cost."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from leads.actions.agreement import edit_agreement
from leads.models import Agreement, PolicyCommitment
from tests.factories import NOON, TODAY, ProjectFactory, person
from tests.files import pdf
from tests.web.test_conflicts import question
from tests.web.test_lead_cells import boxes, text

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def project(sensor, staff):
    return ProjectFactory(chain=sensor, owner=staff)


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def office(signed_in, sensor):
    return signed_in(person(Role.CHAIN_OFFICE, chains=[sensor.code], name="许辰"))


def agreement(project, **fields):
    fields = {"kind": "FORMAL", "amount_wan": 8600, "text_settled_on": TODAY - DAY} | fields
    return Agreement.objects.create(project=project, created_by=project.owner, **fields)


def promise(project, **fields):
    fields = {"kind": "RENT", "content": "租金减半", "amount_wan": 300} | fields
    return PolicyCommitment.objects.create(project=project, created_by=project.owner, **fields)


def test_an_agreement_from_its_draft_to_its_signing(mine, office, project):
    path = f"/projects/{project.pk}/agreements/"
    sent = {"kind": "FORMAL", "title": "投资协议", "amount_wan": "8600", "text_settled_on": "2025-06-10"}
    page = text(mine.post(f"{path}new/", sent, follow=True))
    assert "已登记协议。" in page
    row = Agreement.objects.get()
    assert "登记法务审核" not in page
    assert mine.post(f"{path}{row.pk}/review/", {"on": "2025-06-11"}).status_code == 403
    assert "登记法务审核" in text(office.get(path))
    refused = mine.post(f"{path}{row.pk}/sign/", {"on": "2025-06-11", "amount_wan": "8600", "event": "春季"})
    assert refused.status_code == 422
    assert "还没有法务审核意见" in text(refused)
    assert 'value="春季"' in text(refused)
    assert "不能晚于今天" in text(office.post(f"{path}{row.pk}/review/", {"on": "2025-06-12"}))
    own_name = {"on": "2025-06-11", "reviewer": "李沐"}
    assert "法务审核人不能是起草人" in text(office.post(f"{path}{row.pk}/review/", own_name))
    assert office.post(f"{path}{row.pk}/review/", {"on": "2025-06-11"}).status_code == 302
    sent = {"on": "2025-06-11", "amount_wan": "8600"}
    assert "上传签字的协议文件" in text(mine.post(f"{path}{row.pk}/sign/", sent))
    sent["file"] = SimpleUploadedFile("协议.pdf", pdf())
    page = text(mine.post(f"{path}{row.pk}/sign/", sent, follow=True))
    assert "已登记签约。" in page
    assert "协议.pdf" in page
    again = mine.post(f"{path}{row.pk}/sign/", {"on": "2025-06-10", "amount_wan": "1"}, follow=True)
    assert "协议已签约，金额和日期不再改" in text(again)
    row.refresh_from_db()
    assert (row.signed_on, row.amount_wan, row.legal_reviewer) == (TODAY, 8600, "许辰")
    form = text(mine.get(f"{path}{row.pk}/edit/"))
    assert 'name="amount_wan"' not in form
    assert 'name="title"' in form
    log = text(mine.get(f"/projects/{project.pk}/"))
    assert "登记签约：正式协议 投资协议，8600" in log
    assert "操作记录" not in log


def test_the_page_says_what_a_framework_and_a_second_formal_agreement_are(mine, project):
    path = f"/projects/{project.pk}/agreements/"
    agreement(project, kind="FRAMEWORK")
    page = text(mine.get(path))
    assert "不计入签约额，不改变阶段" in page
    assert "只按首次正式协议计一次" not in page
    agreement(project, signed_on=TODAY - DAY)
    said = text(mine.post(f"{path}new/", {"kind": "FORMAL", "amount_wan": "9000"}, follow=True))
    assert "只按首次正式协议计一次" in said
    Agreement.objects.filter(amount_wan=9000).update(signed_on=TODAY)
    assert "签过不止一份正式协议，签约额只按首次正式协议计一次。" in text(mine.get(path))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": "SUPPLEMENT", "amount_wan": "-5"}, "补充协议要写变更原因。"),
        ({"kind": "FORMAL", "amount_wan": "-5"}, "协议金额不能为负数。"),
        ({"kind": "FORMAL", "text_settled_on": "2025-06-12"}, "日期不能晚于今天。"),
    ],
)
def test_a_wrong_draft_is_refused_and_nothing_typed_is_lost(mine, project, sent, sentence):
    answer = mine.post(f"/projects/{project.pk}/agreements/new/", sent | {"title": "二期"})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="二期"' in text(answer)
    assert not Agreement.objects.exists()


def test_two_who_edit_one_agreement_are_asked_per_field(mine, project, office):
    row = agreement(project, title="旧名")
    path = f"/projects/{project.pk}/agreements/{row.pk}/edit/"
    page = text(mine.get(path))
    sent = boxes(page[page.index("<main") : page.index("</main>")])
    sent.update(re.findall(r'<input type="number" name="(\w+)" value="([^"]*)"', page))
    sent |= {"title": "我的名", "amount_wan": "8600.00", "text_settled_on": "2025-06-10"}
    changes = {"title": "对方的名", "committee_meeting_no": "7"}
    edit_agreement(agreement=row, by=project.owner, at=NOON, version=1, **changes)
    clash = mine.post(path, sent)
    assert clash.status_code == 409
    assert "两个人同时改了" in text(clash)
    answer = question(clash)
    assert [name for name in answer if name.startswith("keep-")] == ["keep-title"]
    assert f'href="/projects/{project.pk}/agreements/"' in text(clash)
    assert mine.post(path, answer).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.committee_meeting_no) == ("我的名", "7")


def test_a_promise_above_its_ceiling_or_without_its_day_of_review_is_refused(mine, project):
    path = f"/projects/{project.pk}/commitments/new/"
    sent = {"kind": "RENT", "content": "租金减半", "fair_review": "PASSED", "approver": "管委会"}
    answer = mine.post(path, sent | {"amount_wan": "301", "ceiling_wan": "300"})
    assert answer.status_code == 422
    assert "高于政策上限 300" in text(answer)
    assert "审查过的，填审查日期。" in text(answer)
    assert 'value="管委会"' in text(answer)
    dates = {"fair_reviewed_on": "2025-06-01", "due_on": "2025-09-01", "expires_on": "2025-08-31"}
    assert "有效期不能早于兑现期限" in text(mine.post(path, sent | dates))
    assert not PolicyCommitment.objects.exists()


def test_a_promise_is_edited_and_delivered(mine, project):
    row = promise(project)
    path = f"/projects/{project.pk}/commitments/{row.pk}/"
    sent = {"version": 1, "kind": "RENT", "content": "退税 40%", "fair_review": "MISSING"}
    assert "公平竞争审查条例" in text(mine.post(f"{path}edit/", sent))
    first = {"version": 1, "amount_wan": "200", "on": "2025-06-11", "delivery": "PARTLY"}
    assert "已记下兑现。" in text(mine.post(f"{path}deliver/", first, follow=True))
    assert "没有重复记" in text(mine.post(f"{path}deliver/", first, follow=True))
    more = first | {"version": 2, "delivery": "DELIVERED"}
    asked = mine.post(f"{path}deliver/", more)
    assert asked.status_code == 422
    assert 'type="checkbox" name="is_above_confirmed"' in text(asked)
    assert mine.post(f"{path}deliver/", more | {"is_above_confirmed": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.delivered_wan, row.delivery) == (Decimal(400), "DELIVERED")
    nothing = {"version": 3, "amount_wan": "1", "on": "2025-06-12", "delivery": "PROMISED"}
    page = text(mine.post(f"{path}deliver/", nothing))
    assert "兑现日期不能晚于今天。" in page
    assert "兑现情况选部分兑现或已兑现" in page
    log = text(mine.get(f"/projects/{project.pk}/"))
    assert "政策兑现：租金减半，200" in log


def test_the_ledger_sums_what_the_reader_sees_and_marks_what_is_late(mine, project, outsider, superhard):
    promise(project, due_on=TODAY - 2 * DAY, delivered_wan=100)
    promise(project, content="人才公寓", amount_wan=None)
    promise(ProjectFactory(chain=superhard, owner=outsider), content="别链的", amount_wan=9)
    page = text(mine.get("/projects/commitments/"))
    assert "2 项，承诺 300 万元，已兑现 100 万元" in page
    assert "逾期 2 天" in page
    assert "别链的" not in page
    assert text(mine.get("/projects/commitments/?due=nonsense")).count("租金减半") == 0
    assert mine.get("/projects/commitments/?due=nonsense").status_code == 422
    assert "没有符合条件的承诺" in text(mine.get("/projects/commitments/?delivery=WITHDRAWN"))


def test_an_auditor_reads_and_does_nothing(signed_in, project):
    auditor = signed_in(person(Role.AUDITOR))
    row, kept = agreement(project), promise(project)
    for path in (f"agreements/{row.pk}/edit/", f"agreements/{row.pk}/sign/", f"commitments/{kept.pk}/edit/"):
        assert auditor.get(f"/projects/{project.pk}/{path}").status_code == 403
    page = text(auditor.get(f"/projects/{project.pk}/agreements/"))
    assert "正式协议" in page
    assert "/sign/" not in page
    assert "/deliver/" not in text(auditor.get(f"/projects/{project.pk}/commitments/"))


def test_a_row_of_another_project_is_not_there(mine, project, sensor, staff):
    other = ProjectFactory(chain=sensor, owner=staff)
    row, kept = agreement(other), promise(other)
    assert mine.get(f"/projects/{project.pk}/agreements/{row.pk}/edit/").status_code == 404
    assert mine.get(f"/projects/{project.pk}/commitments/{kept.pk}/edit/").status_code == 404


def test_the_pages_cost_the_same_for_few_and_many(mine, project):
    def cost(path):
        with CaptureQueriesContext(connection) as queries:
            mine.get(path)
        return len(queries)

    def more(number):
        for _row in range(number):
            agreement(project, signed_on=TODAY)
            promise(project)

    more(3)
    paths = [f"/projects/{project.pk}/agreements/", f"/projects/{project.pk}/commitments/"]
    paths.append("/projects/commitments/")
    mine.get(paths[0])
    few = [cost(path) for path in paths]
    more(27)
    assert [cost(path) for path in paths] == few
