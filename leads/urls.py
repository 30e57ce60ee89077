"""Addresses of `leads:`."""

from django.urls import path

from leads.views import company_leads, lists, pool, pool_rules, quick_lead, records, steps, transfers

app_name = "leads"

urlpatterns = [
    path("", lists.lead_list, name="list"),
    path("filter/", lists.lead_filter, name="filter"),
    path("export/<str:kind>/", lists.lead_export, name="export"),
    path("new/", quick_lead.lead_new, name="new"),
    path("pool/", pool.pool, name="pool"),
    path("pool/rules/", pool_rules.pool_rules_page, name="pool_rules"),
    path("pool/rules/new/", pool_rules.pool_rule_new, name="pool_rule_new"),
    path("pool/rules/<int:pk>/", pool_rules.pool_rule_edit, name="pool_rule_edit"),
    path("transfers/", transfers.transfer_list, name="transfers"),
    path("transfers/<int:pk>/<slug:verb>/", transfers.transfer_answer, name="transfer_answer"),
    path("for-company/<int:pk>/", company_leads.for_company, name="for_company"),
    path("<int:pk>/", records.lead_detail, name="detail"),
    path("<int:pk>/edit/", records.lead_edit, name="edit"),
    path("<int:pk>/assign/", records.lead_assign, name="assign"),
    path("<int:pk>/claim/", pool.claim, name="claim"),
    path("<int:pk>/transfer/", transfers.lead_transfer, name="transfer"),
    path("<int:pk>/step/<slug:verb>/", steps.lead_step, name="step"),
    path("<int:pk>/follow-up/", records.follow_up, name="follow_up"),
    path("<int:pk>/phone/", records.lead_phone, name="phone"),
]
