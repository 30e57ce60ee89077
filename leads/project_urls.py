"""Addresses of `projects:`."""

from django.urls import path

from leads.list_urls import list_urls
from leads.lists import PROJECTS
from leads.views import board, projects

app_name = "projects"

urlpatterns = [
    *list_urls(PROJECTS),
    path("board/", board.project_board, name="board"),
    path("board/lane/", board.lane, name="lane"),
    path("<int:pk>/", projects.project_detail, name="detail"),
    path("<int:pk>/edit/", projects.project_detail, name="edit"),
    path("<int:pk>/diligence/", projects.project_detail, name="diligence"),
    path("<int:pk>/review/", projects.project_detail, name="review"),
    path("<int:pk>/agreements/", projects.project_detail, name="agreements"),
    path("<int:pk>/commitments/", projects.project_detail, name="commitments"),
    path("<int:pk>/evidence/", projects.project_detail, name="evidence"),
    path("<int:pk>/ahead/", board.ahead, name="ahead"),
]
