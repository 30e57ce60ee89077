"""How a page answers: whole, or as its main fragment."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_fragment(request):
    """HTMX asks for a part of the page: not for a boosted visit, and not to restore history."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def answer(request, page, fragment, context, *, status=200):
    """One address, two answers: the template `page`, or only its `fragment`."""
    response = render(request, fragment if wants_fragment(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def need(answer_and_reason):
    """Let pass, or refuse with the reason: predicates of permissions answer (bool, reason)."""
    is_allowed, reason = answer_and_reason
    if not is_allowed:
        raise PermissionDenied(reason)
