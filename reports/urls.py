"""Addresses of `reports:`."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.my_desk, name="desk"),
    path("search/", views.search_page, name="search"),
]
