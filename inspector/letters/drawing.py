"""Text boxes and rules anchored on the page (DrawingML). Lengths in EMU; every drawing of a part has its own id."""

from typing import Literal

from msgspec import Struct

from inspector.letters.markup import escape


class Place(Struct, frozen=True):
    """`x` and `y` are offsets in EMU from the page's corner, or an alignment word inside `origin`."""

    x: int | str
    y: int | str
    origin: Literal["page", "margin"] = "page"

    def xml(self) -> str:
        return _position("H", self.x, self.origin) + _position("V", self.y, self.origin)


def _position(axis: str, value: int | str, origin: str) -> str:
    inner = f"<wp:align>{value}</wp:align>" if isinstance(value, str) else f"<wp:posOffset>{value}</wp:posOffset>"
    return f'<wp:position{axis} relativeFrom="{origin}">{inner}</wp:position{axis}>'


class Drawing(Struct, frozen=True):
    """What Word must know about a drawing: its number in the part, a name and a text for who can't see it."""

    number: int
    name: str
    alternative: str


def _anchored(drawing: Drawing, place: Place, size: tuple[int, int], shape: str) -> str:
    return (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{drawing.number}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/>{place.xml()}<wp:extent cx="{size[0]}" cy="{size[1]}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{drawing.number}" name="{escape(drawing.name)}" descr="{escape(drawing.alternative)}"/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f"{shape}</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def _form(size: tuple[int, int], geometry: str, line: str) -> str:
    return (
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size[0]}" cy="{size[1]}"/></a:xfrm>'
        f'<a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom>{line}</wps:spPr>'
    )


def text_box(
    drawing: Drawing,
    place: Place,
    size: tuple[int, int],
    content: str,
    *,
    turned: bool = False,
) -> str:
    """A frame without border or inner margins around finished paragraphs and tables.

    `turned` sets the text clockwise.
    """
    direction = "vert" if turned else "horz"
    shape = (
        '<wps:cNvSpPr txBox="1"/>'
        + _form(size, "rect", "<a:noFill/><a:ln><a:noFill/></a:ln>")
        + f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
        f'<wps:bodyPr rot="0" vert="{direction}" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        'anchor="b"><a:spAutoFit/></wps:bodyPr>'
    )
    return _anchored(drawing, place, size, shape)


def rule(drawing: Drawing, place: Place, length: int, weight: int, color: str) -> str:
    """A straight horizontal line, `weight` EMU thick."""
    line = f'<a:ln w="{weight}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:ln>'
    shape = "<wps:cNvCnPr/>" + _form((length, 0), "line", line) + "<wps:bodyPr/>"
    return _anchored(drawing, place, (length, 0), shape)
