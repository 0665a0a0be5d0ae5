"""Pictures in the text: parts of their own, shown inline where the line grows with them."""

import struct
from collections.abc import Sequence

from inspector.letters import measures as m
from inspector.letters.drawing import Drawing
from inspector.letters.markup import escape
from inspector.letters.package import Part, pack, unpacked

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that tell its size."""
WIDEST, HIGHEST = 50 * m.EMU_PER_MM, 16 * m.EMU_PER_MM
_TYPES, _RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_FIRST = 100
"""Numbers of drawings below are those of the head and the imprint."""


def pixels(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG as its head tells them; None for anything else."""
    found = None
    if data.startswith(_PNG) and len(data) >= 24:
        found = struct.unpack(">II", data[16:24])
    elif data.startswith(_JPEG):
        found = _of_jpeg(data)
    return (found[0], found[1]) if found and all(found) else None


def _of_jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None


def picture_run(number: int, data: bytes, alternative: str) -> str:
    """The run that shows the picture of this number, from 1, as large as fits WIDEST by HIGHEST.

    Raises ValueError for what is no PNG or JPEG.
    """
    width, height = _size(data)
    drawing = Drawing(_FIRST + number, f"图{number}", alternative)
    named = f'id="{drawing.number}" name="{escape(drawing.name)}" descr="{escape(drawing.alternative)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr {named}/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_PICTURE}">'
        f'<pic:pic xmlns:pic="{_PICTURE}"><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{_relation(number)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def with_pictures(parts: Sequence[Part], pictures: Sequence[bytes]) -> tuple[Part, ...]:
    """The constant parts with the pictures beside them, named in content types and relations."""
    if not pictures:
        return tuple(parts)
    numbered = list(enumerate(pictures, 1))
    relations = "".join(
        f'<Relationship Id="{_relation(number)}" Type="{_IMAGE}" Target="media/{_name(number, data)}"/>'
        for number, data in numbered
    )
    changed = []
    for part in parts:
        if part.name == _TYPES:
            kinds = dict.fromkeys(_kind(data) for data in pictures)
            known = unpacked(part).decode()
            new = [f'<Default Extension="{one}" ContentType="image/{one}"/>' for one in kinds]
            part = _ending(part, "</Types>", "".join(one for one in new if one.split(" C")[0] not in known))
        elif part.name == _RELATIONS:
            part = _ending(part, "</Relationships>", relations)
        changed.append(part)
    return (*changed, *(pack(f"word/media/{_name(number, data)}", data) for number, data in numbered))


def _relation(number: int) -> str:
    return f"drawn{number}"


def _kind(data: bytes) -> str:
    return "png" if data.startswith(_PNG) else "jpeg"


def _name(number: int, data: bytes) -> str:
    return f"drawn{number}.{_kind(data)}"


def _size(data: bytes) -> tuple[int, int]:
    found = pixels(data)
    if found is None:
        raise ValueError("a picture must be a PNG or a JPEG")
    width, height = found
    scale = min(WIDEST / width, HIGHEST / height)
    return int(width * scale), int(height * scale)


def _ending(part: Part, end: str, added: str) -> Part:
    before, mark, after = unpacked(part).rpartition(end.encode())
    return pack(part.name, before + added.encode() + mark + after)
