"""The signed-in person's language holds for the whole request."""

from django.conf import settings
from django.utils import translation


class PreferencesMiddleware:
    """Language: the person's own, else the cookie of the language switch, else Chinese.

    The browser's Accept-Language is not asked: offices run English browsers and read Chinese.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with translation.override(self.language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    def language(self, request):
        if request.user.is_authenticated:
            return request.user.language
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
