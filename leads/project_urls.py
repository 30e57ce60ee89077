"""Addresses of `projects:`."""

from django.urls import path

from leads.list_urls import list_urls
from leads.lists import PROJECTS
from leads.views import (
    agreements,
    board,
    cells,
    commitments,
    diligence,
    evidence,
    progress_reports,
    project_edit,
    project_stage,
    project_status,
    project_team,
    projects,
    reviews,
    stage_pages,
)

app_name = "projects"

urlpatterns = [
    *list_urls(PROJECTS),
    path("board/", board.project_board, name="board"),
    path("board/lane/", board.lane, name="lane"),
    path("gates/", stage_pages.gates, name="gates"),
    path("reasons/", stage_pages.reasons, name="reasons"),
    path("<int:pk>/", projects.project_detail, name="detail"),
    path("<int:pk>/edit/", project_edit.project_edit, name="edit"),
    path("<int:pk>/follow-up/", projects.project_follow_up, name="follow_up"),
    path("<int:pk>/timeline/", projects.project_timeline, name="timeline"),
    path("<int:pk>/team/", project_team.team, name="team"),
    path("<int:pk>/team/<int:member_pk>/remove/", project_team.team_remove, name="team_remove"),
    path("<int:pk>/cell/<slug:field>/", cells.cell, {"of": cells.OF_PROJECTS}, name="cell"),
    path("<int:pk>/ahead/", board.ahead, name="ahead"),
    path("<int:pk>/advance/", project_stage.advance, name="advance"),
    path("<int:pk>/advance/answer/", project_stage.answer_stage, name="answer_stage"),
    path("<int:pk>/exception/", project_stage.exception, name="exception"),
    path("<int:pk>/back/", project_stage.back, name="move_back"),
    path("<int:pk>/status/<str:act>/", project_status.change, name="status"),
    path("<int:pk>/status-answer/", project_status.answer_status, name="answer_status"),
    path("<int:pk>/history/", stage_pages.log, name="history"),
    path("indicators/", reviews.indicators, name="indicators"),
    path("<int:pk>/diligence/", diligence.diligence, name="diligence"),
    path("<int:pk>/diligence/<int:check_pk>/note/", diligence.leader_note, name="leader_note"),
    path("<int:pk>/review/", reviews.review, name="review"),
    path("<int:pk>/evidence/", evidence.evidence, name="evidence"),
    path("<int:pk>/evidence/<int:row_pk>/withdraw/", evidence.withdraw, name="withdraw_evidence"),
    path("<int:pk>/reports/", progress_reports.reports, name="reports"),
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
]
