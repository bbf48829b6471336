"""Pages of a list without counting it: only whether there is more."""

from dataclasses import dataclass

from django.http import HttpRequest

LAST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Where the reader is, in the words of parts/pager.html."""

    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there are newer ones."""
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        """Whether there is anywhere to go."""
        return self.has_next or self.has_previous

    @property
    def next_page_number(self) -> int:
        """The page after this."""
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        """The page before this."""
        return self.number - 1


def page_of(request: HttpRequest) -> int:
    """Return the page asked for; nonsense means the first."""
    asked = request.GET.get("page", "1")
    return min(int(asked), LAST_PAGE) if asked.isascii() and asked.isdigit() and int(asked) else 1
