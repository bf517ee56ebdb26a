"""Who reads the page, and what may be done from it, in its head."""

from . import wording
from .render import escaped


def reader_html(user: str | None, *, read_only: bool) -> str:
    """The user with a button to log out, where there are users; and whether the page only reads."""
    known = (
        f'<form class="dl-user" method="post" action="logout"><bdi>{escaped(user)}</bdi> · '
        f"<button>{wording.LOG_OUT}</button></form>"
        if user is not None
        else ""
    )
    said = f'<p class="dl-read-only">{wording.READ_ONLY}</p>' if read_only else ""
    return known + said
