"""The addresses of a list: itself, its filters, columns, views and files."""

from django.urls import path

from leads.views import exports, list_views, lists


def list_urls(listed):
    this = {"listed": listed}
    return [
        path("", lists.show_list, this, name="list"),
        path("filter/", lists.list_filter, this, name="filter"),
        path("export/<str:kind>/", exports.list_export, this | {"has_all_columns": False}, name="export"),
        path(
            "export/<str:kind>/all/", exports.list_export, this | {"has_all_columns": True}, name="export_all"
        ),
        path("columns/", list_views.columns, this, name="columns"),
        path("views/new/", list_views.view_new, this, name="view_new"),
        path("views/<int:pk>/", list_views.view_edit, this, name="view_edit"),
        path("views/<int:pk>/update/", list_views.view_update, this, name="view_update"),
        path("views/<int:pk>/delete/", list_views.view_delete, this, name="view_delete"),
    ]
