"""Settings of the floor: those of the application, less all that it adds to a request."""

from gaoxin_crm.settings import *  # noqa: F403
from gaoxin_crm.settings import BASE_DIR

ROOT_URLCONF = "bench.floor"
WSGI_APPLICATION = None
MIDDLEWARE = []
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "leads", "chains", "accounts", "core"]
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "bench" / "templates"]}
]
