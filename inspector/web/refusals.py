"""Requests that we turn down ourselves, with words for the reader."""

from litestar.exceptions import HTTPException


class Refused(HTTPException):
    """`message`: an English message id (`N_`) or a text already translated; shown with the general words."""

    def __init__(self, status: int, message: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(status_code=status, headers=headers)
        self.message = message


class CrossSite(Refused):
    pass


def not_found() -> Refused:
    """Also for what exists outside the reader's area: the answer must not tell the two apart."""
    return Refused(404)


def conflict(message: str = "") -> Refused:
    """The record changed since the page was loaded; nothing was written over it."""
    return Refused(409, message)
