"""One demo visit written down: who was there, two talks, a signature of the team and a refusal. All invented."""

import io
import random
from collections.abc import Mapping
from functools import partial

from PIL import Image, ImageDraw
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level, Operation
from inspector.fieldwork.states import ENTERING
from inspector.fieldwork.visit_signing import fingerprint
from inspector.storage import blobs, inspections, operations
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Blob
from inspector.web.operations.fields import piece

RECORD = {
    "visit/began": "09:00",
    "visit/ended": "11:40",
    "visit/materials": "资源教室使用记录复印件1份（演示）",
    "visit/observed": "查看资源教室1间、随班就读课堂1节；使用记录本学期12次（演示）。",
    "visit/told": "已口头反馈资源教室使用记录不全（演示）。",
    "visit/remarks": "将于两周内补齐记录（演示）。",
    "visit@people/p1/function": "校长",
    "visit@people/p1/name": "演示人员甲",
    "visit@people/p2/function": "教务主任",
    "visit@people/p2/name": "演示人员乙",
}
TALKS = {
    "visit@talks/t1/with": "教务主任",
    "visit@talks/t1/began": "09:40",
    "visit@talks/t1/said": "问：随班就读学生的个别化计划由谁制定？\n答：由资源教师会同任课教师每学期制定一次（演示）。",
    "visit@talks/t2/with": "随班就读学生家长（编号J01）",
    "visit@talks/t2/began": "10:30",
    "visit@talks/t2/said": "问：学校是否主动联系？\n答：每月电话联系一次（演示）。",
}
REFUSED = {"of": "record", "role": "unit", "name": "演示人员甲", "function": "校长"}
REFUSED |= {"refused": "需先向主管部门报告（演示）", "witness": "演示人员乙，教务主任"}


def add_visit(store: Store, round_id: str) -> None:
    """Into the last inspection of a school that is still being filled in; once."""
    drawing = _drawing(random.Random(round_id))
    thumb = blobs.keep(store.blob_folder, drawing)
    store.write_now(partial(_add, round_id=round_id, digest=thumb, size=len(drawing), at=now()))


def _add(connection: Connection, round_id: str, digest: str, size: int, at: int) -> None:
    lines = [one for one in inspections.of_round(connection, round_id) if one.unit_kind == "regular_school"]
    open_ = [one for one in lines if one.state in ENTERING and one.inspector_id and one.visit_date]
    if open_:
        line = open_[-1]
        kind = Blob(sha256=digest, size=size, media_type="image/jpeg", name="signature.jpg", stored_at=at)
        blobs.record(connection, kind)
        operations.receive(connection, _entries(line, digest), at)


def _entries(line: InspectionLine, digest: str) -> list[Operation]:
    assert line.inspector_id is not None
    said = RECORD | {f"visit@team/m{line.inspector_id}/present": "yes"}
    team = {"of": "record", "role": "team", "name": line.inspector_name or "", "function": "组长"}
    team |= {"signed": f"{line.visit_date}T03:40:00Z", "content": fingerprint(said)}
    drawn = piece(sha256=digest, thumb=digest, name="签名.jpg", caption="", media_type="image/jpeg")
    cells = {**said, **TALKS, **_signature("s1", team), **_signature("s2", REFUSED)}
    cells["visit/evidence/signature_s1-000000000001"] = drawn
    return [
        Operation(f"{line.id}-visit-{n}", line.id, Level.team, path, None, text, None, line.inspector_id, "load", n)
        for n, (path, text) in enumerate(cells.items(), 1)
    ]


def _signature(row: str, cells: Mapping[str, str]) -> dict[str, str]:
    return {f"visit@signatures/{row}/{column}": text for column, text in cells.items()}


def _drawing(source: random.Random) -> bytes:
    """A scrawl that is nobody's name."""
    image = Image.new("RGB", (320, 128), "white")
    points = [(30 + 13 * step, 64 + source.randint(-40, 40)) for step in range(20)]
    ImageDraw.Draw(image).line(points, fill="black", width=4, joint="curve")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=85)
    return target.getvalue()
