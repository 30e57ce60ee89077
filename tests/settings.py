"""The settings of the tests: as in production, but for what would only make them slow."""

import os
from pathlib import Path

# Neither the data folder of this checkout nor its .env has a say in a test.
os.environ["ENV_FILE"] = os.devnull
os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "build" / "tests" / "data")

from gaoxin_crm.settings import *  # noqa: F403  (the same settings, with changes below)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
# Files are served where they lie, whether or not `make run` has collected some here before.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
