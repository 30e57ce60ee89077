"""The figures of a period: each number opens rows that add up to it; a reported month stays as reported."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from leads.models import Agreement, ProgressReport, Project, Visibility
from reports.actions import NotChecked, book_correction, check_correction, freeze_month
from reports.models import Frozen, KpiCorrection, KpiSnapshot
from reports.rows import BEHIND
from reports.tasks import freeze_last_month
from tests import u11
from tests.factories import AgreementFactory, LeadFactory, ProjectFactory, person

pytestmark = pytest.mark.django_db
U11 = "start=2025-01-01&end=2025-07-31&as_of=2025-07-31"
JULY = dt.date(2025, 7, 1)
AUGUST = dt.datetime(2025, 8, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(autouse=True)
def in_august():
    with time_machine.travel(AUGUST, tick=False):
        yield


@pytest.fixture
def projects(sensor):
    return u11.projects()


@pytest.fixture
def zone(signed_in, admin):
    return signed_in(admin)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def line(response, label):
    """The words of the line of a figure."""
    found = re.search(
        rf'<tr>\s*<th scope="row">{re.escape(label)}</th>(.*?)</tr>', response.content.decode(), re.S
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])).strip()


def behind(client, name, query=U11):
    """Keys of the projects behind a figure, and the sum at the foot."""
    page = client.get(f"/reports/{name}/?{query}")
    assert page.status_code == 200
    keys = {int(key) for key in re.findall(r'href="/projects/(\d+)/"', page.content.decode())}
    foot = re.search(
        r"<tfoot>.*?num\">([-\d,.]+)</td><td class=\"num\">([-\d,.]+)<", page.content.decode(), re.S
    )
    return keys, tuple(Decimal(text.replace(",", "")) for text in foot.groups()) if foot else None


def test_the_page_says_u11(zone, projects):
    page = zone.get(f"/reports/?{U11}")
    assert "全区 · 截至 2025-07-31" in text(page)
    assert line(page, "新签约（毛额）").startswith("5 450,000")
    assert line(page, "减：已终止").startswith("1 80,000")
    assert line(page, "新签约（净额）").startswith("4 370,000")
    assert line(page, "框架协议（另列）").startswith("1 300,000")
    assert line(page, "到期开工率").startswith("2 / 3 = 66.67%")
    assert line(page, "全部口径开工率").startswith("2 / 4 = 50.00%")
    assert line(page, "资金到位率").startswith("40,000 / 370,000 = 10.81%")
    assert '<th scope="row">开工率</th>' not in page.content.decode()


def test_the_rows_behind_each_number_add_up_to_it(zone, projects):
    key = {name: project.pk for name, project in projects.items()}

    def pks(*names):
        return {key[name] for name in names}

    assert behind(zone, "signed") == (pks("P1", "P3", "P4", "P5", "P6"), (450_000, 40_000))
    assert behind(zone, "deducted") == (pks("P6"), (80_000, 0))
    assert behind(zone, "net") == (pks("P1", "P3", "P4", "P5"), (370_000, 40_000))
    assert behind(zone, "framework") == (pks("P2"), (300_000, 0))
    assert behind(zone, "started")[0] == pks("P1", "P4")
    assert behind(zone, "due")[0] == pks("P1", "P3", "P4")
    assert behind(zone, "due-started")[0] == pks("P1", "P4")
    assert behind(zone, "not-started")[0] == pks("P3")
    assert behind(zone, "arrived") == behind(zone, "net")


def test_the_sums_are_those_of_the_database(zone, projects):
    """Said once more in SQL: first papers, less what stood before, less what was given up."""
    formal = Agreement.objects.filter(kind="FORMAL").exclude(event="集中签约仪式")
    prior = Project.objects.aggregate(total=Sum("prior_investment_wan"))["total"]
    gross = formal.aggregate(total=Sum("amount_wan"))["total"] - prior
    lost = formal.filter(project__status="TERMINATED").aggregate(total=Sum("amount_wan"))["total"]
    funds = ProgressReport.objects.aggregate(total=Sum("arrived_wan"))["total"]
    assert behind(zone, "signed")[1][0] == gross
    assert behind(zone, "net")[1] == (gross - lost, funds)


def test_a_number_opens_the_rows_of_the_same_period_and_chain(zone, projects):
    page = zone.get(f"/reports/?{U11}&chain=SENSOR").content.decode()
    query = "start=2025-01-01&amp;end=2025-07-31&amp;as_of=2025-07-31&amp;chain=SENSOR"
    linked = set(re.findall(r'href="/reports/([\w-]+)/\?([^"]+)"', page))
    assert {said for _name, said in linked} == {query}
    assert {name for name, _said in linked} <= set(BEHIND)


@pytest.mark.parametrize("name", sorted(BEHIND))
def test_every_figure_opens_rows(zone, projects, name):
    LeadFactory(response_due_on=dt.date(2025, 6, 1), company=projects["P1"].company)
    assert zone.get(f"/reports/{name}/?{U11}").status_code == 200


def test_only_what_one_may_see_is_counted(signed_in, projects, staff, outsider):
    secret = projects["P5"].lead
    secret.visibility = Visibility.SECRET
    secret.save()
    mine = signed_in(staff)
    assert line(mine.get(f"/reports/?{U11}"), "新签约（毛额）").startswith("4 250,000")
    assert projects["P5"].pk not in behind(mine, "signed")[0]
    assert "传感器 · 截至" in text(mine.get(f"/reports/?{U11}"))
    others = signed_in(outsider)
    assert line(others.get(f"/reports/?{U11}"), "新签约（毛额）").startswith("0 0")
    assert behind(others, "signed") == (set(), None)


def test_dates_that_make_no_sense_are_said(zone, projects):
    page = zone.get("/reports/?start=2025-07-31&end=2025-07-01&as_of=2025-07-31")
    assert page.status_code == 422
    assert "期间的最后一天早于第一天，请改正。" in text(page)
    assert "新签约" not in text(page)
    assert zone.get("/reports/signed/?start=x").status_code == 422


def test_without_parameters_it_is_the_year_until_today(zone, projects):
    page = zone.get("/reports/")
    assert 'value="2025-01-01"' in page.content.decode()
    assert "截至 2025-08-01" in text(page)


def test_the_number_of_queries_does_not_grow(zone, projects):
    for path in (f"/reports/?{U11}", f"/reports/signed/?{U11}"):
        with CaptureQueriesContext(connection) as few:
            zone.get(path)
        u11.projects(chain=projects["P1"].chain)
        with CaptureQueriesContext(connection) as many:
            zone.get(path)
        assert len(few) == len(many)


# -- a month that was reported ----------------------------------------------------------------

MONTH = "start=2025-06-01&end=2025-06-30&as_of=2025-06-30"
JUNE = dt.date(2025, 6, 1)


@pytest.fixture
def june(projects):
    freeze_month(month=JUNE, at=AUGUST)


def test_the_task_freezes_the_month_before_once(projects):
    assert freeze_last_month() == 2  # the zone and its one chain
    assert freeze_last_month() == 0
    assert set(KpiSnapshot.objects.values_list("month", "chain_code")) == {(JULY, ""), (JULY, "SENSOR")}
    assert KpiSnapshot.objects.get(chain_code="").figures["K6"]["gross"] == {"count": 0, "amount": "0.00"}


def test_a_reported_month_does_not_move_and_says_what_it_would_be_now(zone, projects, june):
    page = zone.get(f"/reports/?{MONTH}")
    assert "2025-08-01 定稿" in text(page)
    assert line(page, "新签约（毛额）").startswith("1 200,000 一致")
    late = ProjectFactory(chain=projects["P1"].chain)
    AgreementFactory(project=late, amount_wan=7_000, signed_on=dt.date(2025, 6, 12))
    page = zone.get(f"/reports/?{MONTH}")
    assert line(page, "新签约（毛额）").startswith("1 200,000 现在重算为 2，207,000")
    assert line(page, "减：已终止").startswith("0 0 一致")


def test_a_snapshot_is_never_changed(projects, june):
    kept = KpiSnapshot.objects.get(chain_code="")
    kept.figures = {}
    for change in (kept.save, kept.delete, KpiSnapshot.objects.all().delete):
        with pytest.raises(Frozen), transaction.atomic():
            change()
    with pytest.raises(Frozen):
        KpiSnapshot.objects.update(figures={})
    with pytest.raises(Frozen), transaction.atomic():
        KpiSnapshot.objects.bulk_update([kept], ["figures"])
    with pytest.raises(IntegrityError), transaction.atomic():
        KpiSnapshot.objects.create(month=JUNE, chain_code="", figures={}, taken_at=AUGUST)
    assert KpiSnapshot.objects.get(chain_code="").figures["K6"]["count"] == 1


def test_a_snapshot_is_shown_to_those_who_answer_for_it(signed_in, projects, june, staff):
    """It holds secret projects too. An officer sees what his rows say."""
    office = person(Role.CHAIN_OFFICE, chains=["SENSOR"])
    assert set(KpiSnapshot.objects.visible_to(office).values_list("chain_code", flat=True)) == {"SENSOR"}
    assert not KpiSnapshot.objects.visible_to(staff).exists()
    assert "定稿" not in line(signed_in(staff).get(f"/reports/?{MONTH}&chain=SENSOR"), "新签约（毛额）")
    assert "2025-08-01 定稿" in text(signed_in(office).get(f"/reports/?{MONTH}&chain=SENSOR"))
    assert "2025-08-01 定稿" not in text(signed_in(office).get(f"/reports/?{MONTH}"))


def test_a_correction_is_a_line_of_the_month_it_is_booked_in(zone, projects, june, admin):
    said = {
        "month": JULY,
        "of_month": JUNE,
        "metric": "K6",
        "amount": Decimal(7000),
        "reason": "六月漏报一项",
    }
    correction = book_correction(by=admin, at=AUGUST, **said)
    july = "start=2025-07-01&end=2025-07-31&as_of=2025-07-31"
    assert "六月漏报一项" not in text(zone.get(f"/reports/?{july}"))
    with pytest.raises(NotChecked):
        check_correction(correction=correction, by=admin, at=AUGUST)
    check_correction(correction=correction, by=person(Role.ZONE_ADMIN, name="复核者"), at=AUGUST)
    assert "2025-07 2025-06 K6 7,000 六月漏报一项 管理员 / 复核者" in text(zone.get(f"/reports/?{july}"))
    assert "六月漏报一项" not in text(zone.get(f"/reports/?{MONTH}"))
    with pytest.raises(NotChecked):
        check_correction(correction=correction, by=person(Role.ZONE_ADMIN), at=AUGUST)


@pytest.mark.parametrize(
    "wrong",
    [{"month": JUNE}, {"reason": ""}, {"of_month": dt.date(2025, 8, 1)}],
    ids=lambda wrong: str(wrong),
)
def test_a_correction_names_an_earlier_month_and_its_reason(admin, wrong):
    said = {"month": JULY, "of_month": JUNE, "metric": "K6", "amount": Decimal(1), "reason": "漏报"}
    with pytest.raises(IntegrityError), transaction.atomic():
        book_correction(by=admin, at=AUGUST, **(said | wrong))
    assert not KpiCorrection.objects.exists()
