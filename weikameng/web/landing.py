"""Where somebody lands who has signed in: staff in their own room, buyers in the shop."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from weikameng.web.context import room_of


class OwnRoomFirst(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's adapter with our way in; an address asked for before (``next``) comes first."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the address of the first page made for the role (P5)."""
        return room_of(getattr(request.user, "role", ""))
