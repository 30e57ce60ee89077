"""The pages of reminders and letters: what each person sees, does, and is refused."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.roles import Role
from core import history
from reminders.inbox import unread_count
from reminders.models import Heartbeat, Outbox, Reminder
from tests.factories import NOON, TODAY, person
from tests.letters import LetterFactory, ReminderFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
LIST = reverse("reminders:list")
MAIL = reverse("reminders:mail")


def page(client, address, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


# -- reminders --------------------------------------------------------------------------------


def test_the_list_shows_my_open_reminders_by_date_and_nobody_elses(signed_in, staff, outsider):
    ReminderFactory(recipient=staff, subject="后到期", due_on=TODAY)
    ReminderFactory(recipient=staff, subject="先到期", due_on=TODAY - dt.timedelta(days=2))
    ReminderFactory(recipient=staff, subject="办结了", status=Reminder.Status.SETTLED, closed_at=NOON)
    ReminderFactory(recipient=outsider, subject="别人的")

    text = page(signed_in(staff), LIST)

    assert text.index("先到期") < text.index("后到期")
    assert "办结了" not in text
    assert "别人的" not in text
    assert "2 条未读" in text


def test_closed_reminders_stay_findable(signed_in, staff):
    ReminderFactory(recipient=staff, subject="办结了", status=Reminder.Status.SETTLED, closed_at=NOON)
    ReminderFactory(recipient=staff, subject="忽略了", status=Reminder.Status.DISMISSED, closed_at=NOON)

    text = page(signed_in(staff), LIST, state="closed")

    assert "办结了" in text
    assert "忽略了" in text
    assert text.count("恢复</button>") == 1  # what settled by itself is not taken back by hand


def test_an_unknown_filter_shows_the_open_ones(signed_in, staff):
    ReminderFactory(recipient=staff, subject="办结了", status=Reminder.Status.SETTLED, closed_at=NOON)

    text = page(signed_in(staff), LIST, state="everything")

    assert "办结了" not in text
    assert "没有到期的事" in text


@pytest.mark.parametrize(("state", "sentence"), [("open", "没有到期的事"), ("closed", "还没有关闭的提醒")])
def test_an_empty_list_says_why(signed_in, staff, state, sentence):
    assert sentence in page(signed_in(staff), LIST, state=state)


def test_opening_a_reminder_leads_to_its_lead_and_counts_as_read_once(signed_in, staff):
    reminder = ReminderFactory(recipient=staff, subject_id=7)
    client = signed_in(staff)

    response = client.get(reverse("reminders:open", args=[reminder.pk]))
    first = Reminder.objects.get().read_at
    client.get(reverse("reminders:open", args=[reminder.pk]))

    assert response.url == reverse("leads:detail", args=[7])
    assert first is not None
    assert Reminder.objects.get().read_at == first
    assert unread_count(staff) == 0


def test_marking_all_read_touches_only_mine(signed_in, staff, outsider):
    ReminderFactory.create_batch(2, recipient=staff)
    ReminderFactory(recipient=outsider)

    response = signed_in(staff).post(reverse("reminders:read_all"))

    assert response.url == LIST
    assert (unread_count(staff), unread_count(outsider)) == (0, 1)


def test_dismissing_closes_it_writes_history_and_can_be_taken_back(signed_in, staff):
    reminder = ReminderFactory(recipient=staff)
    client = signed_in(staff)

    client.post(reverse("reminders:dismiss", args=[reminder.pk]))
    dismissed = Reminder.objects.get()
    client.post(reverse("reminders:restore", args=[reminder.pk]))
    restored = Reminder.objects.get()

    assert (dismissed.status, dismissed.closed_at is None) == ("DISMISSED", False)
    assert (restored.status, restored.closed_at) == ("OPEN", None)
    assert [event.verb for event in history.of(reminder)] == ["reminder-restored", "reminder-dismissed"]


def test_dismissing_by_htmx_answers_the_changed_row_and_the_bell(signed_in, staff):
    reminder = ReminderFactory(recipient=staff)

    response = signed_in(staff).post(reverse("reminders:dismiss", args=[reminder.pk]), headers=HTMX)

    text = response.content.decode()
    assert text.startswith(f'<li id="reminder-{reminder.pk}"')
    assert "已忽略" in text
    assert 'id="bell"' in text
    assert "<html" not in text


def test_dismissing_what_has_settled_meanwhile_says_so(signed_in, staff):
    reminder = ReminderFactory(recipient=staff, status=Reminder.Status.SETTLED, closed_at=NOON)
    client = signed_in(staff)

    response = client.post(reverse("reminders:dismiss", args=[reminder.pk]), headers=HTMX)
    plain = client.post(reverse("reminders:dismiss", args=[reminder.pk]), {"next": f"{LIST}?state=closed"})

    assert response.status_code == 409
    assert "这条提醒已经关闭，没有再改。" in response.content.decode()
    assert plain.url == f"{LIST}?state=closed"
    assert "这条提醒已经关闭，没有再改。" in page(client, LIST)
    assert Reminder.objects.get().status == "SETTLED"


def test_restoring_what_was_never_dismissed_says_so(signed_in, staff):
    reminder = ReminderFactory(recipient=staff)

    response = signed_in(staff).post(reverse("reminders:restore", args=[reminder.pk]), headers=HTMX)

    assert response.status_code == 409
    assert "没有被忽略" in response.content.decode()


def test_a_form_cannot_send_people_to_another_site(signed_in, staff):
    reminder = ReminderFactory(recipient=staff)

    response = signed_in(staff).post(
        reverse("reminders:dismiss", args=[reminder.pk]), {"next": "https://spy.example/"}
    )

    assert response.url == LIST


@pytest.mark.parametrize("verb", ["dismiss", "restore"])
def test_another_persons_reminder_does_not_exist_for_me(signed_in, staff, outsider, verb):
    reminder = ReminderFactory(recipient=outsider)
    client = signed_in(staff)

    assert client.post(reverse(f"reminders:{verb}", args=[reminder.pk])).status_code == 404
    assert client.get(reverse("reminders:open", args=[reminder.pk])).status_code == 404
    assert Reminder.objects.get().status == "OPEN"
    assert Reminder.objects.get().read_at is None


def test_a_change_needs_a_post(signed_in, staff):
    reminder = ReminderFactory(recipient=staff)

    assert signed_in(staff).get(reverse("reminders:dismiss", args=[reminder.pk])).status_code == 405


def test_the_list_answers_its_rows_alone_to_htmx(signed_in, staff):
    ReminderFactory(recipient=staff)

    response = signed_in(staff).get(LIST, headers=HTMX)

    assert response["Vary"].startswith("HX-Request")
    assert response.content.decode().strip().startswith('<section id="reminders"')


def test_the_list_costs_the_same_queries_for_few_rows_and_for_many(
    signed_in, staff, django_assert_max_num_queries
):
    client = signed_in(staff)
    page(client, LIST)
    ReminderFactory.create_batch(45, recipient=staff)

    with django_assert_max_num_queries(12):
        page(client, LIST)


def test_the_address_in_the_mails_leads_to_the_preferences(signed_in, staff):
    response = signed_in(staff).get("/reminders/preferences/")

    assert response.url == reverse("people:preferences")


# -- letters ----------------------------------------------------------------------------------


def test_everybody_sees_his_own_letters_and_an_administrator_all(signed_in, staff, outsider, admin):
    LetterFactory(recipient=staff, subject="李沐的信")
    LetterFactory(recipient=outsider, subject="王岚的信")

    mine, all_of_them = page(signed_in(staff), MAIL), page(signed_in(admin), MAIL)

    assert "李沐的信" in mine
    assert "王岚的信" not in mine
    assert "李沐的信" in all_of_them
    assert "王岚的信" in all_of_them


def test_another_persons_letter_does_not_exist_for_me(signed_in, staff, outsider):
    letter = LetterFactory(recipient=outsider, status="unknown")
    client = signed_in(staff)

    assert client.get(reverse("reminders:letter", args=[letter.pk])).status_code == 404
    assert client.post(reverse("reminders:resend", args=[letter.pk])).status_code == 404
    assert client.post(reverse("reminders:received", args=[letter.pk])).status_code == 404
    assert Outbox.objects.get().status == "unknown"


def test_the_text_of_a_letter_can_be_read_with_working_links(signed_in, staff):
    letter = LetterFactory(
        recipient=staff, body_text="澄观气体：首次响应\nhttp://127.0.0.1:8000/leads/1/\n<b>"
    )

    text = page(signed_in(staff), reverse("reminders:letter", args=[letter.pk]))

    assert "澄观气体：首次响应" in text
    assert 'href="http://127.0.0.1:8000/leads/1/"' in text
    assert "&lt;b&gt;" in text


def test_who_only_runs_the_machine_sees_the_state_but_not_the_text(signed_in, staff):
    letter = LetterFactory(recipient=staff, body_text="澄观气体：首次响应")

    text = page(signed_in(person(Role.SYS_ADMIN)), reverse("reminders:letter", args=[letter.pk]))

    assert "待发送" in text
    assert "澄观气体" not in text


def test_a_letter_in_doubt_is_announced_and_says_what_to_do(signed_in, staff):
    letter = LetterFactory(recipient=staff, status="unknown")
    client = signed_in(staff)

    assert "1 封提醒邮件没有确认送到" in page(client, LIST)
    assert "结果不明" in page(client, MAIL, state="troubled")
    text = page(client, reverse("reminders:letter", args=[letter.pk]))
    assert "可能送到了，也可能没有" in text
    assert "重发" in text
    assert "标记已收到" in text


@pytest.mark.parametrize("status", ["unknown", "failed"])
def test_resending_puts_it_back_and_a_new_doubt_will_not_resend_by_itself(signed_in, staff, status):
    letter = LetterFactory(recipient=staff, status=status, crashes=3, address="old@example.com")

    response = signed_in(staff).post(reverse("reminders:resend", args=[letter.pk]))

    letter.refresh_from_db()
    assert letter.address == staff.email
    assert response.url == reverse("reminders:letter", args=[letter.pk])
    assert (letter.status, letter.crashes, letter.resends) == ("pending", 0, 1)
    assert letter.due_at == letter.next_at > NOON
    assert [event.verb for event in history.of(letter)] == ["letter-resent"]


def test_marking_received_closes_it(signed_in, staff):
    letter = LetterFactory(recipient=staff, status="unknown")

    response = signed_in(staff).post(reverse("reminders:received", args=[letter.pk]), headers=HTMX)

    assert Outbox.objects.get().status == "sent"
    assert response.content.decode().strip().startswith('<div id="letter">')
    assert [event.verb for event in history.of(letter)] == ["letter-received"]


@pytest.mark.parametrize("verb", ["resend", "received"])
@pytest.mark.parametrize("status", ["pending", "claimed", "sending", "sent", "cancelled"])
def test_there_is_nothing_to_decide_about_a_letter_that_is_not_in_doubt(signed_in, staff, verb, status):
    letter = LetterFactory(recipient=staff, status=status)

    response = signed_in(staff).post(reverse(f"reminders:{verb}", args=[letter.pk]))

    assert response.status_code == 409
    assert "这封邮件不需要" in response.content.decode()
    assert Outbox.objects.get().status == status


@pytest.mark.parametrize(("state", "sentence"), [("all", "还没有提醒邮件"), ("waiting", "这里没有邮件")])
def test_an_empty_list_of_letters_says_why(signed_in, staff, state, sentence):
    assert sentence in page(signed_in(staff), MAIL, state=state)


# -- how mail goes here -----------------------------------------------------------------------


def test_the_page_says_that_mail_is_written_to_files(signed_in, staff, settings, tmp_path):
    settings.HAS_MAIL_SERVER, settings.MAIL_DIR = False, tmp_path
    assert f"邮件写入文件：{tmp_path}" in page(signed_in(staff), MAIL)

    settings.HAS_MAIL_SERVER = True
    assert "邮件写入文件" not in page(signed_in(staff), MAIL)


@pytest.mark.parametrize(
    ("state", "is_said"),
    [
        ('{"broker": "none"}', True),
        ('{"broker": "own"}', False),
        ("cut o", False),
        ("[]", False),
        (None, False),
    ],
)
def test_the_page_says_when_there_is_no_broker(signed_in, staff, settings, tmp_path, state, is_said):
    settings.DATA_DIR = tmp_path
    if state:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "state.json").write_text(state)

    assert ("没有消息队列" in page(signed_in(staff), MAIL)) == is_said


def test_the_page_says_why_no_mail_goes_out(signed_in, staff):
    Heartbeat.objects.create(pk="mail", last_tick_at=NOON, host="a", pid=1, note="535 wrong password")

    assert "邮件发不出去：535 wrong password" in page(signed_in(staff), MAIL)
