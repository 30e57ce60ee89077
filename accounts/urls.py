"""Addresses of `people:`. The site map adds `chain_names` to each view's arguments."""

from django.urls import path

from accounts import hand_over_views, notice_views, preferences, team_views, views

app_name = "people"

urlpatterns = [
    path("", views.person_list, name="list"),
    path("new/", views.person_new, name="new"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("<int:pk>/", views.person_detail, name="detail"),
    path("<int:pk>/edit/", views.person_edit, name="edit"),
    path("<int:pk>/hand-over/", hand_over_views.hand_over, name="hand_over"),
    path("<int:pk>/disable/", views.person_disable, name="disable"),
    path("<int:pk>/enable/", views.person_enable, name="enable"),
    path("<int:pk>/password/", views.person_password, name="password"),
    path("<int:pk>/grants/", views.grant_new, name="grant"),
    path("grants/<int:pk>/end/", views.grant_end, name="end_grant"),
    path("notices/<int:pk>/", notice_views.open_notice, name="notice"),
    path("teams/", team_views.team_list, name="teams"),
    path("teams/<int:pk>/", team_views.team_edit, name="team_edit"),
]
