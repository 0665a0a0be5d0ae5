"""One file of a text that was not sent yet, as the page shows it."""

from typing import Annotated

from inspector.storage.tables import Proof
from inspector.web.pages import PageContext
from inspector.web.rectification.access import Place


class ProofPiece(PageContext, frozen=True):
    place: Annotated[Place, "the text it belongs to"]
    proof: Annotated[Proof, "the file"]
