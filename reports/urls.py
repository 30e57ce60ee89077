"""Addresses of `reports:`."""

from django.urls import path

from reports import figure_views, views

app_name = "reports"

urlpatterns = [
    path("", views.my_desk, name="desk"),
    path("search/", views.search_page, name="search"),
    path("reports/", figure_views.figures, name="figures"),
    path("reports/<slug:name>/", figure_views.figure_rows, name="figure_rows"),
]
