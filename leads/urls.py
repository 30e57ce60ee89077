"""Addresses of `leads:`."""

from django.urls import path

from leads.views import (
    bulk,
    cells,
    company_leads,
    documents,
    exports,
    list_views,
    lists,
    quick_lead,
    records,
    steps,
    talk,
)

app_name = "leads"

urlpatterns = [
    path("", lists.lead_list, name="list"),
    path("filter/", lists.lead_filter, name="filter"),
    path("export/<str:kind>/", exports.lead_export, {"has_all_columns": False}, name="export"),
    path("export/<str:kind>/all/", exports.lead_export, {"has_all_columns": True}, name="export_all"),
    path("columns/", list_views.columns, name="columns"),
    path("views/new/", list_views.view_new, name="view_new"),
    path("views/<int:pk>/", list_views.view_edit, name="view_edit"),
    path("views/<int:pk>/update/", list_views.view_update, name="view_update"),
    path("views/<int:pk>/delete/", list_views.view_delete, name="view_delete"),
    path("bulk/<slug:verb>/", bulk.bulk, name="bulk"),
    path("bulk/<int:pk>/undo/", bulk.bulk_undo, name="bulk_undo"),
    path("new/", quick_lead.lead_new, name="new"),
    path("pool/", steps.pool, name="pool"),
    path("for-company/<int:pk>/", company_leads.for_company, name="for_company"),
    path("<int:pk>/", records.lead_detail, name="detail"),
    path("<int:pk>/cell/<slug:field>/", cells.lead_cell, name="cell"),
    path("<int:pk>/edit/", records.lead_edit, name="edit"),
    path("<int:pk>/assign/", records.lead_assign, name="assign"),
    path("<int:pk>/step/<slug:verb>/", steps.lead_step, name="step"),
    path("<int:pk>/follow-up/", records.follow_up, name="follow_up"),
    path("<int:pk>/phone/", records.lead_phone, name="phone"),
    path("<int:pk>/timeline/", talk.timeline, name="timeline"),
    path("<int:pk>/mentions/", talk.mentions, name="mentions"),
    path("<int:pk>/comments/", talk.comment, name="comment"),
    path("<int:pk>/comments/<int:comment_pk>/withdraw/", talk.withdraw, name="withdraw_comment"),
    path("<int:pk>/documents/", documents.attach, name="attach"),
    path("<int:pk>/documents/<int:document_pk>/", documents.show, name="document"),
    path("<int:pk>/documents/<int:document_pk>/file/", documents.download, name="download"),
    path("<int:pk>/documents/<int:document_pk>/pages/<int:number>/", documents.page, name="document_page"),
    path("<int:pk>/documents/<int:document_pk>/archive/", documents.archive, name="archive_document"),
]
