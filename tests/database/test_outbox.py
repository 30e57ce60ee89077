"""Letters: who gets one, what it says, and that two writers write one."""

import datetime as dt

import pytest

from leads.models import Lead
from reminders.letters import message_of, write_letter, write_letters
from reminders.models import Outbox, Reminder
from reminders.sweep import sweep
from tests.factories import NOON, TODAY, CompanyFactory, LeadFactory, UserFactory
from tests.letters import ReminderFactory

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - dt.timedelta(days=1)


def test_one_letter_per_person_carries_all_his_reminders(staff):
    other = UserFactory()
    ReminderFactory.create_batch(3, recipient=staff)
    ReminderFactory(recipient=other)

    assert write_letters(at=NOON) == 2

    carried = {letter.recipient: letter.reminders.count() for letter in Outbox.objects.all()}
    assert carried == {staff: 3, other: 1}
    assert Outbox.objects.get(recipient=staff).address == staff.email


def test_writing_again_writes_nothing_until_something_new_is_raised(staff):
    ReminderFactory(recipient=staff)
    write_letters(at=NOON)

    again = write_letters(at=NOON)
    ReminderFactory(recipient=staff, subject="青梧测控")
    later = write_letters(at=NOON + dt.timedelta(hours=1))

    assert (again, later) == (0, 1)
    first, second = Outbox.objects.order_by("pk")
    assert first.message_id != second.message_id
    assert "青梧测控" in second.body_text
    assert "澄观气体" not in second.body_text


def test_a_key_taken_by_another_machine_leaves_the_reminders_to_the_next_letter(staff):
    ReminderFactory(recipient=staff)
    write_letters(at=NOON)
    ReminderFactory(recipient=staff)

    is_written = write_letter(staff, on=TODAY, ordinal=1, at=NOON)

    assert not is_written
    assert Outbox.objects.count() == 1
    assert Reminder.objects.filter(outbox=None).count() == 1


def test_message_id_comes_from_the_key_and_the_domain_of_the_sender(staff, settings):
    settings.DEFAULT_FROM_EMAIL = "招商 <crm@zone.example>"
    ReminderFactory(recipient=staff)

    write_letters(at=NOON)

    letter = Outbox.objects.get()
    assert letter.message_id == f"<{letter.idem_key[:32]}@zone.example>"


@pytest.mark.parametrize(
    "fields",
    [{"email": ""}, {"is_active": False}, {"has_reminder_mail": False}],
    ids=["no address", "has left", "wants none"],
)
def test_no_letter_to_somebody_who_cannot_or_will_not_get_one(fields):
    person = UserFactory(**fields)
    ReminderFactory(recipient=person)

    assert write_letters(at=NOON) == 0
    assert Reminder.objects.visible_to(person).standing().count() == 1


def test_a_settled_reminder_is_not_written_about(staff):
    ReminderFactory(recipient=staff, status=Reminder.Status.SETTLED)

    assert write_letters(at=NOON) == 0


# -- what it says -----------------------------------------------------------------------------


def written(**fields):
    ReminderFactory(**fields)
    write_letters(at=NOON)
    return Outbox.objects.get()


def test_subject_counts_today_first_and_the_letter_lists_the_overdue_first(staff):
    ReminderFactory.create_batch(4, recipient=staff)
    ReminderFactory.create_batch(3, recipient=staff, due_on=YESTERDAY, subject="拓岳关节", text="交整改计划")

    write_letters(at=NOON)

    letter = Outbox.objects.get()
    assert letter.subject == "今天 4 件，逾期 3 件"
    assert letter.body_text.index("拓岳关节：交整改计划") < letter.body_text.index("澄观气体：首次响应")
    assert "06-10 周二到期，逾期 1 天" in letter.body_text
    assert "2025-06-11 周三 12:00" in letter.body_text


def test_what_is_told_ahead_makes_no_letter_but_goes_with_the_next(staff):
    tomorrow = TODAY + dt.timedelta(days=1)
    ReminderFactory(recipient=staff, rule="R1", subject="青梧测控", text="", due_on=tomorrow)
    assert write_letters(at=NOON) == 0

    letter = written(recipient=staff)

    assert letter.subject == "今天 1 件，新到 1 件"
    assert letter.body_text.index("澄观气体") < letter.body_text.index("青梧测控：待首次响应")
    assert Reminder.objects.filter(outbox=None).count() == 0


def test_what_was_told_ahead_is_written_about_on_its_date_at_the_latest(staff):
    tomorrow = TODAY + dt.timedelta(days=1)
    ReminderFactory(recipient=staff, rule="R1", due_on=tomorrow)

    assert write_letters(at=NOON + dt.timedelta(days=1)) == 1
    assert Outbox.objects.get().subject == "今天 1 件"


def test_a_notice_is_new_and_never_overdue(staff):
    letter = written(recipient=staff, rule="NOTE", text="方致远 指派给你", due_on=YESTERDAY)

    assert letter.subject == "新到 1 件"
    assert "到期" not in letter.body_text.split("--")[0]


def test_a_letter_says_whose_work_it_is(staff):
    letter = written(recipient=staff, rule="R1", level=2, text="李沐", due_on=YESTERDAY)

    assert "澄观气体：李沐 负责，待首次响应" in letter.body_text
    assert "逾期 1 天" in letter.body_text


def test_a_letter_about_overdue_steps_alone_does_not_count_today(staff):
    assert written(recipient=staff, due_on=YESTERDAY).subject == "逾期 1 件"


def test_each_item_links_to_where_one_acts(staff, settings):
    settings.BASE_URL = "https://crm.example"
    lead = LeadFactory(owner=staff, next_action_on=TODAY)
    sweep(at=NOON)

    write_letters(at=NOON)

    letter = Outbox.objects.get()
    for body in (letter.body_text, letter.body_html):
        assert f"https://crm.example{lead.get_absolute_url()}" in body
        assert "https://crm.example/reminders/preferences/" in body


def test_a_letter_is_in_the_language_of_the_person():
    person = UserFactory(language="en")

    letter = written(recipient=person)

    assert '<html lang="en">' in letter.body_html


def test_styles_stand_in_the_elements_and_dark_mode_survives(staff):
    html = written(recipient=staff).body_html

    assert '<h1 style="' in html
    assert "prefers-color-scheme: dark" in html
    assert "<img" not in html
    assert "<link" not in html


@pytest.mark.parametrize(
    "number", ["13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234", "0371-60001234"]
)
def test_no_telephone_number_leaves_by_mail(staff, number):
    letter = written(recipient=staff, text=f"打{number}找陈总", subject=f"示例{number}公司")

    for text in (letter.subject, letter.body_text, letter.body_html):
        assert number not in text
        assert "0000" not in text.replace("2025-06-11", "")
    assert "找陈总" in letter.body_text


def test_a_name_with_line_breaks_and_markup_stays_one_harmless_line(staff):
    name = "示例\r\nBcc: spy@example.com\n\u202e<script>alert(1)</script>公司"

    letter = written(recipient=staff, subject=name)

    message = message_of(letter).message()
    assert "Bcc" not in message
    assert message.get_all("To") == [staff.email]
    assert "示例 Bcc: spy@example.com <script>alert(1)</script>公司：首次响应" in letter.body_text
    assert "<script>" not in letter.body_html


def test_headers_say_what_the_letter_is_and_how_to_stop_it(staff, settings):
    settings.BASE_URL = "https://crm.example"
    letter = written(recipient=staff)

    message = message_of(letter).message()

    assert message["Message-ID"] == letter.message_id
    assert message["List-Unsubscribe"] == "<https://crm.example/reminders/preferences/>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Wed, 11 Jun 2025 04:00:00 +0000"


def test_a_long_list_is_cut_and_says_how_many_are_left(staff):
    ReminderFactory.create_batch(45, recipient=staff)

    write_letters(at=NOON)

    letter = Outbox.objects.get()
    assert letter.subject == "今天 45 件"
    assert letter.body_text.count("澄观气体") == 40
    assert "另有 5 件，在提醒页查看" in letter.body_text


def test_an_imported_sheet_full_of_old_dates_makes_one_letter(staff):
    company = CompanyFactory()
    LeadFactory.create_batch(60, owner=staff, company=company, next_action_on=TODAY - dt.timedelta(days=90))
    sweep(at=NOON)

    assert write_letters(at=NOON) == 1
    assert Outbox.objects.get().subject == f"逾期 {Lead.objects.count()} 件"
