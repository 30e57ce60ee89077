"""The site map. Each prefix belongs to one app; names are `app:verb`."""

from django.urls import include, path

from chains.models import Chain
from gaoxin_crm import errors, health

urlpatterns = [
    path("", include("reports.urls")),
    path("leads/", include("leads.urls")),
    path("projects/", include("leads.project_urls")),
    path("imports/", include("leads.import_urls")),
    path("chains/", include("chains.urls")),
    path("companies/", include("leads.company_urls")),
    path("land/", include("land.urls")),
    path("reminders/", include("reminders.urls")),
    path("people/", include("accounts.urls"), {"chain_names": Chain.objects.names}),
    path("accounts/", include("accounts.sign_in_urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
