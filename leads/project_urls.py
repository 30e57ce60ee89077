"""Addresses of `projects:`."""

from django.urls import path

from leads.views import diligence, evidence, projects, reviews

app_name = "projects"

urlpatterns = [
    path("", projects.project_list, name="list"),
    path("indicators/", reviews.indicators, name="indicators"),
    path("<int:pk>/", projects.project_detail, name="detail"),
    path("<int:pk>/edit/", projects.project_detail, name="edit"),
    path("<int:pk>/diligence/", diligence.diligence, name="diligence"),
    path("<int:pk>/diligence/<int:check_pk>/note/", diligence.leader_note, name="leader_note"),
    path("<int:pk>/review/", reviews.review, name="review"),
    path("<int:pk>/agreements/", projects.project_detail, name="agreements"),
    path("<int:pk>/commitments/", projects.project_detail, name="commitments"),
    path("<int:pk>/evidence/", evidence.evidence, name="evidence"),
    path("<int:pk>/evidence/<int:row_pk>/withdraw/", evidence.withdraw, name="withdraw_evidence"),
]
