"""Every page in a real browser: nothing axe-core finds, no error, no other host, no sideways scrolling.

The pages are those that the access matrix knows: a new one is looked at without new code here.
"""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from leads.models import Lead
from reminders.sweep import sweep
from tests.access_world import ACTORS, World
from tests.web.test_access_matrix import ROWS

PASSWORD = "gaoxin-2025"
LOOKS = {
    "desktop light": {},
    "desktop dark": {"dark": True},
    "phone light": {"width": "phone"},
    "phone dark": {"width": "phone", "dark": True},
}
CROWDED = ["/", "/leads/", "/leads/?light=overdue", "/leads/{lead}/", "/search/?q=传感", "/chains/ROBOT/"]
SMALLEST = {"width": 360, "height": 740}


def pages(world):
    """(actor, path) of every page that somebody may see, once each."""
    for row in ROWS:
        actor = next((name for name in ACTORS if row[name] == "200"), None)
        if row["method"] == "GET" and actor:
            yield (
                actor,
                reverse(row["url"], args=[world.argument(word, actor) for word in row["object"].split()]),
            )


def faults(guest, path):
    """What is wrong with one page, as sentences that begin with its path."""
    guest.errors.clear()
    guest.go(path)
    found = guest.violations() + guest.errors + [f"asks another host: {url}" for url in guest.outside]
    if guest.overflow() > 0:
        found.append(f"wider than the screen by {guest.overflow()} px")
    return [f"{path} {fault}" for fault in found]


def is_page(guest, path):
    answer = guest.context.request.get(guest.base + path)
    return answer.headers["content-type"].startswith("text/html") and "<html" in answer.text()


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_clean(visitor, live_server, look):
    world = World()
    guests, seen, wrong = {}, 0, []
    for actor, path in pages(world):
        if actor not in guests:
            guests[actor] = visitor(**LOOKS[look])
            guests[actor].context.add_cookies(
                [{"name": k, "value": v, "url": live_server.url} for k, v in world.cookies[actor].items()]
            )
        if is_page(guests[actor], path):
            seen += 1
            wrong += faults(guests[actor], path)
    assert wrong == []
    assert seen >= 25


@pytest.fixture
def crowded(db):
    """The demo zone, with reminders raised."""
    call_command("seed_demo", seed=1, password=PASSWORD, verbosity=0)
    sweep(at=timezone.now())
    return User.objects.get(username="staff")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_full_pages_fit_the_smallest_phone(visitor, crowded, language):
    User.objects.filter(pk=crowded.pk).update(language=language)
    lead = Lead.objects.filter(owner=crowded, status="FOLLOWING").order_by("pk").first()
    guest = visitor(size=SMALLEST)
    guest.sign_in(crowded, PASSWORD)
    wrong = [fault for path in CROWDED for fault in faults(guest, path.format(lead=lead.pk))]
    assert wrong == []
