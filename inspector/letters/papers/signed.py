"""Who signed a record on site, or refused to, as its paper prints it."""

from msgspec import Struct
from pydantic import Base64Bytes

from inspector.letters.blocks import Signatories, Signatory


class SignedBy(Struct, frozen=True):
    """`at` is the day and time as printed, `drawing` what was drawn, as PNG or JPEG, empty while it has not arrived.

    Who refused has the reason in `refused`. `changed`: what was signed is not what the paper says.
    `digest`: the beginning of the fingerprint of what was signed.
    """

    function: str
    name: str
    at: str = ""
    refused: str = ""
    witness: str = ""
    drawing: Base64Bytes = b""
    digest: str = ""
    changed: bool = False


def signatories(signed: tuple[SignedBy, ...], blank: tuple[str, ...]) -> Signatories:
    return Signatories(tuple(map(_signatory, signed)), blank)


def _signatory(one: SignedBy) -> Signatory:
    who = " ".join(part for part in (one.function, one.name) if part)
    if one.refused:
        return Signatory((f"{who}拒绝签名。原因：{one.refused}。见证人：{one.witness or '—'}。",))
    lines = [f"{who}　{one.at}"]
    if one.digest:
        lines.append(f"签名时内容校验码：{one.digest}")
    if one.changed:
        lines.append("签名后内容有改动，以上内容不是签名时的内容。")
    if not one.drawing:
        lines.append("签名图像尚未送达。")
    return Signatory(tuple(lines), one.drawing, f"{who}的签名")
