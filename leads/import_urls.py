"""Addresses of `imports:`."""

from django.urls import path

from leads import import_views as views

app_name = "imports"

urlpatterns = [
    path("", views.import_list, name="list"),
    path("upload/", views.import_upload, name="upload"),
    path("template/", views.import_template, name="template"),
    path("<int:pk>/", views.import_detail, name="detail"),
    path("<int:pk>/columns/", views.import_columns, name="columns"),
    path("<int:pk>/rows/<int:row_pk>/", views.import_choose, name="choose"),
    path("<int:pk>/start/", views.import_start, name="start"),
    path("<int:pk>/discard/", views.import_discard, name="discard"),
    path("<int:pk>/undo/", views.import_undo, name="undo"),
    path("<int:pk>/errors/", views.import_errors, name="errors"),
]
