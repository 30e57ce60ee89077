"""What is done to people, one noun per file."""

from accounts.actions.grants import GrantRefused, end_grant, grant_role
from accounts.actions.hand_over import hand_over
from accounts.actions.list_view import (
    ViewChanged,
    ViewExists,
    change_view,
    choose_columns,
    delete_view,
    save_view,
)
from accounts.actions.people import (
    AlreadySo,
    HasOpenWork,
    UsernameTaken,
    create_person,
    disable_person,
    edit_person,
    enable_person,
    reset_password,
)
from accounts.actions.teams import TeamExists, create_team, rename_team

__all__ = [
    "AlreadySo",
    "GrantRefused",
    "HasOpenWork",
    "TeamExists",
    "UsernameTaken",
    "ViewChanged",
    "ViewExists",
    "change_view",
    "choose_columns",
    "create_person",
    "create_team",
    "delete_view",
    "disable_person",
    "edit_person",
    "enable_person",
    "end_grant",
    "grant_role",
    "hand_over",
    "rename_team",
    "reset_password",
    "save_view",
]
