"""What is measured: the acts of an officer, each beside a floor that answers as many bytes."""

import re
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from bench.servers import Browser, plain
from bench.stores import Store

RARE_WORD = "氦检"  # in 40 leads of the sensor chain, whatever the size (gaoxin_crm.demo.stories)
MINE = "/leads/?" + urlencode({"owner": "me", "status": "FOLLOWING"})
SEARCH = "/leads/?" + urlencode({"owner": "any", "q": RARE_WORD})
HTMX = {"HX-Request": "true", "HX-Target": "lead-list"}
TARGETS = {"fragment": 2.0, "page": 3.0, "record": 3.0, "search": 2.0, "create": 3.0}
"""How many times the floor each may cost, on PostgreSQL."""
GROWTH = 1.3
"""How many times what it cost at a tenth of the rows each may cost, on PostgreSQL."""
QUERIES = 12


class Place(NamedTuple):
    """A filled database with the application before it, an officer signed in, and a floor."""

    store: Store
    officer: Browser
    owner: int
    records: list[str]
    floor: Browser

    @property
    def key(self) -> tuple[str, int]:
        return self.store.vendor, self.store.leads


def fragment(place: Place, turn: int):
    return place.officer.get(MINE, **HTMX)


def page(place: Place, turn: int):
    return place.officer.get(MINE)


def record(place: Place, turn: int):
    return place.officer.get(place.records[turn % len(place.records)])


def search(place: Place, turn: int):
    return place.officer.get(SEARCH, **HTMX)


def create(place: Place, turn: int):
    return place.officer.post("/leads/new/", new_lead(turn), **{"HX-Request": "true"})


def new_lead(turn: int) -> dict[str, str]:
    """What the panel sends, for a company nobody has on file, so that it is registered too."""
    name = f"基准{uuid.uuid4().hex[:10]}{turn}"
    return {
        "name": f"{name}科技有限公司",
        "intention": "想在园区落一条封装产线，约 30 亩，先租后让。",
        "place": "SENSOR",
        "contact": "陈一舟 副总经理 19900001234",
        "source": "VISIT",
        "next_action_text": "首次响应",
        "next_action_on": str(date.today() + timedelta(days=1)),
        "visibility": "CHAIN",
        "form_token": str(uuid.uuid4()),
        "panel": "1",
    }


ACTS: dict[str, Callable] = {
    "fragment": fragment,
    "page": page,
    "record": record,
    "search": search,
    "create": create,
}


def open_place(store: Store, port: int, floor_port: int) -> Place:
    officer = Browser(port)
    officer.sign_in("staff", store.environment()["DEMO_PASSWORD"])
    _, content, _ = officer.get(MINE)
    records = re.findall(r'href="(/leads/\d+/)"', content.decode())
    if len(records) < 50:
        raise SystemExit(f"The list of the officer shows {len(records)} leads instead of 50")
    owner = int(store.manage("shell", "-v0", "-c", ID_OF_STAFF).split()[-1])
    return Place(store, officer, owner, records[:10], Browser(floor_port))


ID_OF_STAFF = "from accounts.models import User; print(User.objects.get(username='staff').pk)"


def timed(call: Callable, *arguments) -> tuple[float, bytes]:
    """Milliseconds of one request, and what it answered. Anything but 200 ends the run."""
    began = time.perf_counter()
    status, content, _ = call(*arguments)
    spent = (time.perf_counter() - began) * 1000
    if status != 200:
        raise SystemExit(f"{call} answered {status}: {plain(content)}")
    return spent, content


def measure(places: list[Place], rounds: int, warm_up: int) -> dict[tuple, dict[str, list[float]]]:
    """All acts at all places in turn, round after round, each right after a floor of the same size.

    Returns {(vendor, leads, act): {"floor": [ms…], "app": [ms…], "bytes": [n]}}.
    """
    found = {(*place.key, act): {"floor": [], "app": [], "bytes": [0]} for place in places for act in ACTS}
    for turn in range(warm_up + rounds):
        for place in places:
            for act, call in ACTS.items():
                spot = found[(*place.key, act)]
                floor, _ = timed(place.floor.get, f"/?owner={place.owner}&bytes={spot['bytes'][0]}")
                spent, content = timed(call, place, turn)
                spot["bytes"] = [len(content)]
                if turn >= warm_up:
                    spot["floor"].append(floor)
                    spot["app"].append(spent)
    return found
