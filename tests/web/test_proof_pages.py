"""The pages of background checks, admission reviews and evidence, and the page of the indicators."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from leads.models import Document, DueDiligence, ReviewIndicator
from leads.seed import seed_review_indicators
from tests import files
from tests.factories import NOON, TODAY, ProjectFactory, person
from tests.sheets import CODE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DOCUMENT_DIR, settings.PREVIEW_DIR = tmp_path / "documents", tmp_path / "previews"


@pytest.fixture
def project(staff, sensor):
    return ProjectFactory(owner=staff, chain=sensor)


@pytest.fixture
def officer(sensor):
    return person(Role.CHAIN_OFFICE, chains=[sensor.code], name="何静")


@pytest.fixture
def office(signed_in, officer):
    return signed_in(officer)


@pytest.fixture
def leader(signed_in, sensor):
    return signed_in(person(Role.CHAIN_LEADER, chains=[sensor.code], name="周明"))


@pytest.fixture
def mine(signed_in, staff):
    return signed_in(staff)


def text(response):
    return response.content.decode()


def path(project, page):
    return f"/projects/{project.pk}/{page}/"


def checked(conclusion="PASS", **results):
    values = {"checked_on": TODAY.isoformat(), "conclusion": conclusion, "note": ""}
    for item in DueDiligence.Item:
        values[f"result_{item}"] = results.get(item, "OK")
    return values


# -- the background -------------------------------------------------------------------------------


def test_a_check_is_recorded_with_its_file_and_the_gate_says_so(office, project):
    assert "还没有核查过" in text(office.get(path(project, "diligence")))
    report = files.upload("核查报告.pdf", files.pdf())
    answer = office.post(path(project, "diligence"), checked() | {"file": report, "note": "股东已核"})
    assert answer.headers["Location"] == path(project, "diligence")
    row, document = project.diligences.get(), Document.objects.get()
    assert (row.conclusion, row.note, row.document, document.lead) == (
        "PASS",
        "股东已核",
        document,
        project.lead,
    )
    page = text(office.get(path(project, "diligence")))
    assert "背景核查通过，何静 06-11" in page
    link = f"/leads/{project.lead_id}/documents/{document.pk}/"
    assert f'href="{link}"' in page
    assert office.get(link).status_code == 200
    office.post(path(project, "diligence"), checked() | {"document": document.pk})
    assert [row.document for row in project.diligences.all()] == [document, document]


def test_the_owner_is_told_before_the_form_and_refused_by_the_server(mine, project):
    page = text(mine.get(path(project, "diligence")))
    assert "核查人不能是项目负责人" in page
    assert 'name="checked_on"' not in page
    assert mine.post(path(project, "diligence"), checked()).status_code == 403
    assert not project.diligences.exists()


def test_a_doubt_needs_its_words_and_bounds_the_conclusion(office, project):
    sent = checked(SITE="CONCERN", LITIGATION="FAIL") | {
        "note_LITIGATION": "被执行 300 万元",
        "note": "看了现场",
    }
    answer = office.post(path(project, "diligence"), sent)
    page = text(answer)
    assert answer.status_code == 422
    assert page.count("有疑点或不通过的，写明是什么。") == 1
    assert "结论不能好于最差的一项" in page
    assert "被执行 300 万元" in page
    assert "看了现场" in page
    assert not project.diligences.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"checked_on": "2025-06-12"}, "日期不能晚于今天"),
        ({"file": files.upload("报告.pdf", files.HTML)}, "这种文件不接收"),
        ({"result_SITE": "", "file": files.upload("报告.pdf", files.pdf())}, "请重新选择一次"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(office, project, changes, sentence):
    answer = office.post(path(project, "diligence"), checked() | changes)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not project.diligences.exists()
    assert not Document.objects.exists()


def test_a_file_of_another_lead_cannot_be_chosen(office, project, sensor, staff):
    other = ProjectFactory(owner=staff, chain=sensor)
    foreign = [
        Document.objects.create(lead=lead, name="x.pdf", stored_name=name, size=1, by=staff, at=NOON)
        for lead, name in ((other.lead, "1"), (project.lead, "2"))
    ]
    assert office.post(path(project, "diligence"), checked() | {"document": foreign[0].pk}).status_code == 422
    both = {"document": foreign[1].pk, "file": files.upload("报告.pdf", files.pdf())}
    assert "只用一种" in text(office.post(path(project, "diligence"), checked() | both))
    assert not project.diligences.exists()


def test_a_leader_writes_on_concerns_and_nobody_else(leader, office, mine, project, officer):
    office.post(path(project, "diligence"), checked("CONCERN", SITE="CONCERN") | {"note_SITE": "厂房闲置"})
    row = project.diligences.get()
    url = path(project, f"diligence/{row.pk}/note")
    assert "等本链链长写明意见" in text(office.get(path(project, "diligence")))
    assert [browser.post(url, {"text": "同意"}).status_code for browser in (office, mine)] == [403, 403]
    assert leader.post(url, {"text": ""}).status_code == 422
    assert f'action="{url}"' in text(leader.get(path(project, "diligence")))
    assert leader.post(url, {"text": "已当面问过"}).status_code == 302
    page = text(mine.get(path(project, "diligence")))
    assert "链长意见：已当面问过" in page
    assert "等本链链长写明意见" not in page
    leader.post(url, {"text": "改口"})
    row.refresh_from_db()
    assert row.leader_note == "已当面问过"


def test_an_old_check_is_shown_as_such(office, project, officer):
    project.diligences.create(checked_on="2024-12-11", conclusion="PASS", by=officer, at=NOON)
    assert "已满 6 个月，要重做" in text(office.get(path(project, "diligence")))


# -- the review -----------------------------------------------------------------------------------


def scored(conclusion="APPROVED", **changes):
    values = {"held_on": TODAY.isoformat(), "members": "发改、工信", "conclusion": conclusion}
    for one in ReviewIndicator.objects.used():
        values[f"score_{one.pk}"] = one.weight
    return values | changes


@pytest.fixture
def indicators(db):
    seed_review_indicators(at=NOON)
    return list(ReviewIndicator.objects.used())


def test_a_review_is_summed_by_the_server(office, project, indicators):
    sent = scored(total="3") | {f"score_{indicators[0].pk}": "3.5"}
    assert office.post(path(project, "review"), sent).status_code == 302
    row = project.reviews.get()
    assert str(row.total) == "86.50"
    page = text(office.get(path(project, "review")))
    assert "总分 86.50" in page
    assert "3.5 / 17" in page
    assert "准入评审通过，06-11" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"vetoes": ["SAFETY"]}, "有否决项（安全），不能通过或有条件通过"),
        ({"conclusion": "CONDITIONAL"}, "有条件通过要写明条件。"),
        ({"first": "17.5"}, "填 0 到 17 分。"),
        ({"first": "-1"}, "填 0 到 17 分。"),
        ({"held_on": "2025-06-12"}, "日期不能晚于今天"),
    ],
)
def test_a_review_says_what_is_wrong(office, project, indicators, changes, sentence):
    changes = {
        f"score_{indicators[0].pk}" if name == "first" else name: value for name, value in changes.items()
    }
    answer = office.post(path(project, "review"), scored() | changes)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "发改、工信" in text(answer)
    assert not project.reviews.exists()


def test_the_owner_does_not_record_the_review(mine, project, indicators):
    assert "负责人自己不登记" in text(mine.get(path(project, "review")))
    assert mine.post(path(project, "review"), scored()).status_code == 403


def boxes(page):
    """What a browser would send of the page of indicators as it stands."""
    found = dict(re.findall(r'<input type="(?:text|number|hidden)" name="([^"]+)" value="([^"]*)"', page))
    found |= {name: "on" for name in re.findall(r'<input type="checkbox" name="([^"]+)"[^>]*checked', page)}
    return found


def test_indicators_are_changed_in_one_form_that_shows_the_sum(signed_in, admin, indicators):
    browser, first = signed_in(admin), indicators[0].pk
    page = text(browser.get("/projects/indicators/"))
    assert "启用的权重合计 <b>100</b>" in page
    sent = boxes(page)
    refused = browser.post("/projects/indicators/", sent | {f"weight_{first}": "12"})
    assert refused.status_code == 422
    assert "合计要正好是 100，现在是 95" in text(refused)
    assert f'name="weight_{first}" value="12"' in text(refused)
    added = sent | {f"weight_{first}": "12", "name_new0": "数据安全", "weight_new0": "5"}
    assert browser.post("/projects/indicators/", added).status_code == 302
    assert ReviewIndicator.objects.get(pk=first).weight == 12
    assert "改了评审指标：17 → 12" in text(browser.get("/projects/indicators/"))
    assert browser.post("/projects/indicators/", sent).status_code == 409


# -- evidence -------------------------------------------------------------------------------------


def test_evidence_is_recorded_by_kind(mine, project):
    project.stage = "SIGNED"
    project.save()
    url = path(project, "evidence") + "?kind="
    wrong = mine.post(url + "LOCAL_COMPANY", {"on": TODAY, "reference": CODE[:-1] + "9"})
    assert wrong.status_code == 422
    assert "第 18 位校验不对" in text(wrong)
    assert mine.post(url + "LOCAL_COMPANY", {"on": TODAY, "reference": CODE}).status_code == 302
    assert mine.post(url + "LAND_CONTRACT", {"on": TODAY, "reference": "2025-07"}).status_code == 302
    page = text(mine.get(path(project, "evidence")))
    assert "本地公司，李沐 06-11" in page
    assert "供地或载体合同，李沐 06-11" in page


def test_a_start_needs_a_file_and_an_odd_day_is_read_once(mine, staff, sensor):
    project = ProjectFactory(owner=staff, chain=sensor, signed_on=TODAY, signed_wan=10)
    url = path(project, "evidence") + "?kind=START"
    assert "上传佐证文件" in text(mine.post(url, {"on": "2025-06-10"}))
    photo = {"file": files.upload("现场.png", files.png())}
    first = mine.post(url, {"on": "2025-06-10"} | photo)
    assert first.status_code == 422
    assert "早于签约日期 2025-06-11" in text(first)
    assert not project.evidence.exists()
    answered = re.search(r'name="answered" value="([^"]*)"', text(first)).group(1)
    photo = {"file": files.upload("现场.png", files.png())}
    assert mine.post(url, {"on": "2025-06-10", "answered": answered} | photo).status_code == 302
    project.refresh_from_db()
    assert project.started_on.isoformat() == "2025-06-10"
    early = {"on": "2025-06-09", "file": files.upload("票.png", files.png())}
    answer = mine.post(path(project, "evidence") + "?kind=PRODUCTION", early)
    assert "投产不能早于开工（2025-06-10）" in text(answer)


def test_evidence_is_withdrawn_with_a_reason_and_stays_in_sight(mine, project, staff):
    row = project.evidence.create(kind="FIT_OUT", on=TODAY, by=staff, at=NOON)
    url = path(project, f"evidence/{row.pk}/withdraw")
    assert f'href="{url}"' in text(mine.get(path(project, "evidence")))
    assert mine.post(url, {"reason": ""}).status_code == 422
    assert mine.post(url, {"reason": "不是这个项目的"}).status_code == 302
    page = text(mine.get(path(project, "evidence")))
    assert "李沐 撤回：不是这个项目的" in page
    assert f'href="{url}"' not in page


def test_an_ended_project_only_shows(office, staff, sensor):
    project = ProjectFactory(owner=staff, chain=sensor, terminated=True)
    for page in ("diligence", "review", "evidence"):
        assert "项目已终止，只能查看。" in text(office.get(path(project, page)))
        assert office.post(path(project, page), {}).status_code == 403


def test_a_stranger_finds_nothing(signed_in, outsider, project):
    browser = signed_in(outsider)
    for page in ("diligence", "review", "evidence"):
        assert browser.get(path(project, page)).status_code == 404
        assert browser.post(path(project, page), checked()).status_code == 404


def test_pages_cost_the_same_with_three_rows_and_thirty(office, project, officer, indicators):
    def add(count):
        for _number in range(count):
            number = Document.objects.count()
            said = {"by": person(Role.STAFF, name=f"人{number}"), "at": NOON}
            kept = {"name": "x.pdf", "stored_name": str(number), "size": 1, "media_type": "application/pdf"}
            said["document"] = Document.objects.create(lead=project.lead, **kept, **said)
            project.diligences.create(
                checked_on=TODAY, conclusion="CONCERN", leader=officer, leader_note="x", **said
            )
            project.reviews.create(held_on=TODAY, conclusion="REJECTED", total=1, vetoes=["SAFETY"], **said)
            gone = {"withdrawn_at": NOON, "withdrawn_by": said["by"], "withdrawn_why": "x"}
            project.evidence.create(kind="START", on=TODAY, **said, **gone)

    def cost(page):
        with CaptureQueriesContext(connection) as queries:
            assert office.get(path(project, page)).status_code == 200
        return len(queries)

    pages = ("diligence", "review", "evidence")
    add(3)
    office.get(path(project, "detail").removesuffix("detail/"))
    few = [cost(page) for page in pages]
    add(27)
    assert [cost(page) for page in pages] == few
