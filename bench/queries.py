"""How many queries each act takes, counted in the application itself; run once for each database."""

import json
import sys


def main() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from bench.visits import HTMX, MINE, SEARCH, new_lead
    from leads.models import Lead

    officer = User.objects.get(username="staff")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    lead = Lead.objects.filter(owner=officer).order_by("pk").first()
    calls = {
        "fragment": lambda: client.get(MINE, headers=HTMX),
        "page": lambda: client.get(MINE),
        "record": lambda: client.get(f"/leads/{lead.pk}/"),
        "search": lambda: client.get(SEARCH, headers=HTMX),
        "create": lambda: client.post("/leads/new/", new_lead(0), headers={"HX-Request": "true"}),
    }
    found = {}
    for act, call in calls.items():
        with CaptureQueriesContext(connection) as captured:
            answer = call()
        assert answer.status_code == 200, (act, answer.status_code)
        found[act] = sum(not is_bracket(query["sql"]) for query in captured)
    json.dump(found, sys.stdout)


def is_bracket(statement: str) -> bool:
    """Whether it only opens or closes a transaction: those are no questions to the database."""
    return statement.split()[0] in {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"}


if __name__ == "__main__":
    main()
