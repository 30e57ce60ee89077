"""Addresses of `projects:`."""

from django.urls import path

from leads.views import projects

app_name = "projects"

urlpatterns = [
    path("", projects.project_list, name="list"),
    path("<int:pk>/", projects.project_detail, name="detail"),
]
