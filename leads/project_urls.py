"""Addresses of `projects:`."""

from django.urls import path

from leads.views import agreements, commitments, projects

app_name = "projects"

urlpatterns = [
    path("", projects.project_list, name="list"),
    path("<int:pk>/", projects.project_detail, name="detail"),
    path("<int:pk>/edit/", projects.project_detail, name="edit"),
    path("<int:pk>/diligence/", projects.project_detail, name="diligence"),
    path("<int:pk>/review/", projects.project_detail, name="review"),
    path("<int:pk>/agreements/", agreements.of_project, name="agreements"),
    path("<int:pk>/agreements/new/", agreements.new, name="agreement_new"),
    path("<int:pk>/agreements/<int:agreement_pk>/edit/", agreements.edit, name="agreement_edit"),
    path("<int:pk>/agreements/<int:agreement_pk>/review/", agreements.review, name="agreement_review"),
    path("<int:pk>/agreements/<int:agreement_pk>/sign/", agreements.sign, name="agreement_sign"),
    path("commitments/", commitments.ledger, name="commitment_ledger"),
    path("<int:pk>/commitments/", commitments.of_project, name="commitments"),
    path("<int:pk>/commitments/new/", commitments.new, name="commitment_new"),
    path("<int:pk>/commitments/<int:commitment_pk>/edit/", commitments.edit, name="commitment_edit"),
    path("<int:pk>/commitments/<int:commitment_pk>/deliver/", commitments.deliver, name="commitment_deliver"),
    path("<int:pk>/evidence/", projects.project_detail, name="evidence"),
]
