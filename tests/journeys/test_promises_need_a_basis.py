"""U13 as people live it: a tax refund cannot be promised, and rent support needs a basis and a review."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import expect

from leads.models import PolicyCommitment
from leads.stages import ProjectStage
from tests.factories import ProjectFactory


def fill(page, **boxes):
    for name, value in boxes.items():
        page.fill(f"[name={name}]", value)


def test_a_tax_refund_is_refused_and_rent_support_waits_for_its_basis(visitor, sensor, staff):
    today = timezone.localdate()
    project = ProjectFactory(
        chain=sensor, owner=staff, stage=ProjectStage.REVIEWED, stage_on=today - dt.timedelta(days=9)
    )
    guest = visitor()
    guest.sign_in(staff)
    page = guest.page
    guest.go(f"/projects/{project.pk}/commitments/")
    page.get_by_role("link", name="登记承诺").click()

    fill(page, content="tax refund 40% for three years")
    page.get_by_role("button", name="登记政策承诺").click()
    refusal = page.locator("#id_content_error")
    expect(refusal).to_contain_text("属于税收返还，《公平竞争审查条例》禁止，不能写入承诺")
    expect(page.locator("[name=content]")).to_have_value("tax refund 40% for three years")
    assert not PolicyCommitment.objects.exists()

    fill(page, content="rent support: 三年租金减半", amount_wan="300")
    page.get_by_role("button", name="登记政策承诺").click()
    expect(page.locator("#toasts")).to_contain_text("缺依据文号或公平竞争审查，补齐以前不能进入拟签约。")
    gate = page.locator("#gate")
    expect(gate).to_contain_text("政策承诺 1/1 缺依据或公平竞争审查：rent support: 三年租金减半")
    row = page.locator("tbody tr")
    expect(row).to_contain_text("缺依据文件")
    expect(row).to_contain_text("未审查")
    assert guest.violations() == []

    page.get_by_role("link", name="改 rent support").click()
    fill(page, basis_title="高新区产业载体扶持办法", basis_number="高管〔2025〕3 号")
    page.get_by_role("button", name="改政策承诺").click()
    expect(gate).to_contain_text("政策承诺 1/1 缺依据或公平竞争审查")
    expect(row).not_to_contain_text("缺")

    page.get_by_role("link", name="改 rent support").click()
    page.locator("[name=fair_review]").select_option("PASSED")
    fill(page, fair_reviewed_on=today.isoformat())
    page.get_by_role("button", name="改政策承诺").click()
    expect(gate.get_by_role("list", name="已具备")).to_contain_text("政策承诺有依据并经审查")
    expect(gate.get_by_role("list", name="还缺")).not_to_contain_text("政策承诺")
    assert [entry for entry in guest.errors if "422" not in entry] == []
