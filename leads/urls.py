"""Addresses of `leads:`."""

from django.urls import path

from leads.views import company_code, company_leads, lists, quick_lead, records, shelving, steps

app_name = "leads"

urlpatterns = [
    path("", lists.lead_list, name="list"),
    path("filter/", lists.lead_filter, name="filter"),
    path("export/<str:kind>/", lists.lead_export, name="export"),
    path("new/", quick_lead.lead_new, name="new"),
    path("new/paste/", quick_lead.lead_paste, name="paste"),
    path("pool/", steps.pool, name="pool"),
    path("for-company/<int:pk>/", company_leads.for_company, name="for_company"),
    path("<int:pk>/", records.lead_detail, name="detail"),
    path("<int:pk>/edit/", records.lead_edit, name="edit"),
    path("<int:pk>/assign/", records.lead_assign, name="assign"),
    path("<int:pk>/step/<slug:verb>/", steps.lead_step, name="step"),
    path("<int:pk>/company-code/", company_code.company_code, name="company_code"),
    path("<int:pk>/ask-to-shelve/", shelving.ask, name="ask_to_shelve"),
    path("<int:pk>/answer-shelving/", shelving.answer_request, name="answer_shelving"),
    path("<int:pk>/follow-up/", records.follow_up, name="follow_up"),
    path("<int:pk>/phone/", records.lead_phone, name="phone"),
]
