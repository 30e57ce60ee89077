"""Addresses of `companies:`."""

from django.urls import path

from chains import company_views

app_name = "companies"

urlpatterns = [
    path("<int:pk>/", company_views.detail, name="detail"),
]
