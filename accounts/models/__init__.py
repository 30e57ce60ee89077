"""People: who they are, what they may do, what they are told, and the lists they keep."""

from accounts.models.list_view import ListColumns, SavedView
from accounts.models.notice import Notice
from accounts.models.person import People, RoleGrant, RoleGrantQuerySet, Team, User, UserQuerySet

__all__ = [
    "ListColumns",
    "Notice",
    "People",
    "RoleGrant",
    "RoleGrantQuerySet",
    "SavedView",
    "Team",
    "User",
    "UserQuerySet",
]
