"""Addresses of `projects:`."""

from django.urls import path

from leads.views import project_stage, project_status, projects, stage_pages

app_name = "projects"

urlpatterns = [
    path("", projects.project_list, name="list"),
    path("gates/", stage_pages.gates, name="gates"),
    path("reasons/", stage_pages.reasons, name="reasons"),
    path("<int:pk>/", projects.project_detail, name="detail"),
    path("<int:pk>/edit/", projects.project_detail, name="edit"),
    path("<int:pk>/diligence/", projects.project_detail, name="diligence"),
    path("<int:pk>/review/", projects.project_detail, name="review"),
    path("<int:pk>/agreements/", projects.project_detail, name="agreements"),
    path("<int:pk>/commitments/", projects.project_detail, name="commitments"),
    path("<int:pk>/evidence/", projects.project_detail, name="evidence"),
    path("<int:pk>/advance/", project_stage.advance, name="advance"),
    path("<int:pk>/advance/answer/", project_stage.answer_stage, name="answer_stage"),
    path("<int:pk>/exception/", project_stage.exception, name="exception"),
    path("<int:pk>/back/", project_stage.back, name="move_back"),
    path("<int:pk>/status/<str:act>/", project_status.change, name="status"),
    path("<int:pk>/status-answer/", project_status.answer_status, name="answer_status"),
    path("<int:pk>/history/", stage_pages.log, name="history"),
]
