"""Who issues a letter, and what that office usually brings along: prefilled, and changed for one letter as typed."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from inspector.i18n import N_
from inspector.letters.blocks import Variant
from inspector.letters.papers.shared import Occasion
from inspector.storage.offices import names
from inspector.storage.tables import Office
from inspector.web.offices.form import LONGEST_CODE, MOST_COPIES, MOST_JOINT, NO_CODE, lines_of

LONGEST_NAME = 100
ROOM = "〔　　　　〕　　号"
HEAD = ("copy_number", "secrecy", "urgency", "signer")
TEXTS = ("code", "copies", "printer", "joint", *HEAD)
URGENCIES = ("特急", "加急")
COPY_NUMBER = re.compile("[0-9]{1,6}")
SECRECY = re.compile("(绝密|机密|秘密)(★[^★]{1,10})?")


class Sender(Struct, frozen=True):
    """As typed; `copies` and `joint` have a name on each line, the host office left out.

    An office brings nothing of what stands over the mark and beside the number: 份号, 密级和保密期限, 紧急程度, 签发人.
    """

    code: str = ""
    copies: str = ""
    printer: str = ""
    joint: str = ""
    seal: bool = True
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signer: str = ""

    @property
    def head(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in HEAD}

    def on(self, at: Occasion, variant: Variant) -> Occasion:
        """The occasion as this office sends the letter; the number waits for its year and serial."""
        joint = tuple(lines_of(self.joint))
        return replace(
            at,
            number=f"{self.code}{ROOM}" if self.code and variant != "plain" else at.number,
            seal=self.seal,
            copies=tuple(lines_of(self.copies)),
            printer=self.printer,
            joint=(at.office, *joint) if joint else (),
            **self.head,
        )

    def faults(self) -> dict[str, str]:
        """Message ids by field."""
        found = {}
        if len(self.code) > LONGEST_CODE or any(char in NO_CODE for char in self.code):
            found["code"] = N_("Only the code, such as 海教督函; year and number are added.")
        found |= {name: N_("Too long.") for name in ("printer", "signer") if len(getattr(self, name)) > LONGEST_NAME}
        if self.copy_number and not COPY_NUMBER.fullmatch(self.copy_number):
            found["copy_number"] = N_("Up to six digits.")
        if self.secrecy and not SECRECY.fullmatch(self.secrecy):
            found["secrecy"] = N_("As it is printed, such as 秘密★1年.")
        if self.urgency not in ("", *URGENCIES):
            found["urgency"] = N_("Choose one of the list.")
        for name, text, most in (("copies", self.copies, MOST_COPIES), ("joint", self.joint, MOST_JOINT)):
            lines = lines_of(text)
            if len(lines) > most or any(len(line) > LONGEST_NAME for line in lines):
                found[name] = N_("Too many names, or a name that is too long.")
        return found


NO_OFFICE = Sender()


def usual_office(offices: Iterable[Office], otherwise: str) -> str:
    """The name letters of the city begin with."""
    return next((one.name for one in offices if one.usual), otherwise)


def sender_of(offices: Iterable[Office], name: str) -> Sender:
    """What the office of this name usually brings along; an unknown one brings nothing."""
    office = known(offices, name)
    if office is None:
        return NO_OFFICE
    copies, joint = "\n".join(names(office.copies)), "\n".join(names(office.joint))
    return Sender(office.code, copies, office.printer, joint, office.seal)


def sender_before(occasion: Mapping[str, Any], code: str) -> Sender:
    """What a letter was sent with, from its frozen occasion."""
    texts = {name: occasion.get(name, "") for name in ("printer", *HEAD)}
    joint = occasion.get("joint", ())[1:]
    copies = "\n".join(occasion.get("copies", ()))
    return Sender(code, copies, joint="\n".join(joint), seal=occasion.get("seal", True), **texts)


def known(offices: Iterable[Office], name: str) -> Office | None:
    return next((one for one in offices if one.name == name), None)


def chosen_office(values: Mapping[str, str], otherwise: str) -> str:
    """The office of the list, or the name typed beside it."""
    return (values.get("office", otherwise) or values.get("other_office", "")).strip()


def switched(values: Mapping[str, str], office: str) -> bool:
    """Whether another office was chosen since the form was filled in for one."""
    return values.get("sender_of", office) != office


def read_sender(values: Mapping[str, str], offices: tuple[Office, ...], office: str) -> Sender:
    """Fields that still hold what the office before brought along take what the chosen one brings."""
    usual = sender_of(offices, office)
    if "sender_of" not in values:
        return usual
    before = sender_of(offices, values["sender_of"])
    texts = {name: values.get(name, "").replace("\r", "").strip() for name in TEXTS}
    typed = Sender(seal="seal" in values, **texts)
    if not switched(values, office) or known(offices, office) is None:
        return typed
    kept = {name: value for name, value in asdict(typed).items() if value != getattr(before, name)}
    return replace(usual, **kept)


def read_contact(typed: str, values: Mapping[str, str], offices: tuple[Office, ...], office: str) -> str:
    """As the fields of the sender: the contact of the office before makes way for that of the chosen one."""
    before, now = known(offices, values.get("sender_of", office)), known(offices, office)
    return now.contact if now and switched(values, office) and typed == (before.contact if before else "") else typed
