"""Addresses of `chains:`."""

from django.urls import path

from chains import map_views, views

app_name = "chains"

urlpatterns = [
    path("", views.chain_list, name="list"),
    path("<str:code>/", views.chain_detail, name="detail"),
    path("<str:code>/edit/", map_views.chain_edit, name="edit"),
    path("<str:code>/segments/new/", map_views.segment_new, name="segment_new"),
    path("<str:code>/members/new/", map_views.member_new, name="member_new"),
    path("segments/<int:pk>/edit/", map_views.segment_edit, name="segment_edit"),
    path("segments/<int:pk>/move/", map_views.segment_move, name="segment_move"),
    path("<str:noun>/<int:pk>/archive/", map_views.row_archive, name="archive"),
    path("<str:noun>/<int:pk>/restore/", map_views.row_restore, name="restore"),
]
