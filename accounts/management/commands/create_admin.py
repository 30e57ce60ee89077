"""The first administrator of a real installation. Everybody after that is made on the pages."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions import UsernameTaken, create_person
from accounts.models import User
from accounts.roles import Role


class Command(BaseCommand):
    help = "Make an administrator of the whole zone. The password is asked for twice."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="the name shown; default: the user name")
        parser.add_argument("--email", default="")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input, one line"
        )

    def handle(self, *, username, name, email, password_stdin, **options):
        password = sys.stdin.readline().rstrip("\n") if password_stdin else asked_twice()
        account = {"username": username, "name": name or username, "email": email}
        try:
            # Beyond what the action checks: a person at a terminal has no form that would do it.
            User(**account).clean_fields(exclude=["password"])
            validate_password(password, User(**account))
            user = create_person(
                by=None,
                at=timezone.now(),
                password=password,
                grant={"role": Role.ZONE_ADMIN, "starts_on": timezone.localdate()},
                **account,
            )
        except (UsernameTaken, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", None) or [str(error)])) from None
        self.stdout.write(f"{user.username}: {Role.ZONE_ADMIN.label}")


def asked_twice():
    password = getpass.getpass("Password: ")
    if getpass.getpass("Password again: ") != password:
        raise CommandError("The two passwords differ.")
    return password
