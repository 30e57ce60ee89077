"""Addresses of `land:`."""

from django.urls import path

from land import views

app_name = "land"

urlpatterns = [
    path("compare/", views.compare_page, name="compare"),
]
