"""Charts that stay editable in Word: a chart part with its workbook, drawn in a line of its own."""

from datetime import UTC, datetime
from io import BytesIO

from msgspec import Struct

from inspector.letters import measures as m
from inspector.letters import styles as s
from inspector.letters.blocks import Chart, Series
from inspector.letters.chart_axes import axes_xml, decimals
from inspector.letters.markup import DECLARATION, escape
from inspector.letters.package import Part, pack
from inspector.letters.text import one_line

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_CHART = f"{_DRAWING}/chart"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET = "data"
_SHADES = ("404040", "A6A6A6", "7F7F7F", "D9D9D9")
"""Greys stay apart on a black-and-white copy."""
_DASHES = ("solid", "dash", "sysDot", "dashDot")
_FULL_MM, _LEAST_MM, _MOST_MM = 80, 50, 200
_RECORDED = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The workbook's own date: equal bytes for equal figures, and it takes no zone."""


class Drawn(Struct, frozen=True):
    """What a letter with `count` charts adds to the constant parts."""

    types: str
    relations: str

    @classmethod
    def of(cls, count: int) -> "Drawn":
        numbers = range(1, count + 1)
        overrides = "".join(
            f'<Override PartName="/word/charts/chart{n}.xml" ContentType="{_CHART_TYPE}"/>' for n in numbers
        )
        return cls(
            f'<Default Extension="xlsx" ContentType="{_SHEET_TYPE}"/>{overrides}',
            "".join(
                f'<Relationship Id="chart{n}" Type="{_RELATION}/chart" Target="charts/chart{n}.xml"/>' for n in numbers
            ),
        )


def chart_run(chart: Chart, number: int) -> str:
    """The inline drawing, as wide as the text area; lying bars get as much height as they need."""
    bars = len(chart.categories) * max(len(chart.series), 1)
    high = min(max(28 + 8 * bars, _LEAST_MM), _MOST_MM) if chart.kind == "bar" else _FULL_MM
    size = f'cx="{m.TEXT_WIDTH * m.EMU_PER_TWIP}" cy="{high * m.EMU_PER_MM}"'
    name, told = escape(one_line(chart.title)), escape(one_line(chart.alternative))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="{200 + number}" name="{name}" descr="{told}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" '
        f'r:id="chart{number}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def chart_parts(chart: Chart, number: int) -> tuple[Part, ...]:
    relation = (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}/package" Target="../embeddings/chart{number}.xlsx"/></Relationships>'
    )
    return (
        pack(f"word/charts/chart{number}.xml", chart_xml(chart).encode()),
        pack(f"word/charts/_rels/chart{number}.xml.rels", relation.encode()),
        pack(f"word/embeddings/chart{number}.xlsx", workbook(chart)),
    )


def workbook(chart: Chart) -> bytes:
    """One sheet: categories down, series across."""
    from xlsxwriter import Workbook  # slow to load, and needed for charts only

    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": _RECORDED, "title": one_line(chart.title)})
        sheet = book.add_worksheet(_SHEET)
        format_ = book.add_format({"num_format": decimals(chart)})
        sheet.write_column(1, 0, map(one_line, chart.categories))
        for column, series in enumerate(chart.series, 1):
            sheet.write_string(0, column, one_line(series.name))
            for row, value in enumerate(series.values, 1):
                if value:
                    sheet.write_number(row, column, float(value), format_)
    return target.getvalue()


def chart_xml(chart: Chart) -> str:
    drawn = "".join(_series(chart, series, at) for at, series in enumerate(chart.series))
    if chart.kind == "line":
        plot = f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{drawn}<c:marker val="1"/>'
    else:
        direction = "bar" if chart.kind == "bar" else "col"
        plot = (
            f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>{drawn}'
            '<c:gapWidth val="60"/>'
        )
    plot += f'<c:axId val="1"/><c:axId val="2"/></c:{"line" if chart.kind == "line" else "bar"}Chart>'
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if len(chart.series) > 1 else ""
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}/main" xmlns:r="{_RELATION}">'
        f'<c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>{_title(chart)}<c:autoTitleDeleted val="0"/>'
        f"<c:plotArea><c:layout/>{plot}{axes_xml(chart)}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1050">{_face(s.FANGSONG)}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _face(font: str) -> str:
    return f'<a:latin typeface="{font}"/><a:ea typeface="{font}"/>'


def _title(chart: Chart) -> str:
    return (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r>"
        f'<a:rPr lang="zh-CN" sz="1400" b="0">{_face(s.HEITI)}</a:rPr><a:t>{escape(one_line(chart.title))}</a:t>'
        '</a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _series(chart: Chart, series: Series, at: int) -> str:
    column, last = chr(ord("B") + at), len(chart.categories) + 1
    shade = f'<a:solidFill><a:srgbClr val="{_SHADES[at % len(_SHADES)]}"/></a:solidFill>'
    if chart.kind == "line":
        dash = _DASHES[at % len(_DASHES)]
        own = f'<c:spPr><a:ln w="22225">{shade}<a:prstDash val="{dash}"/></a:ln></c:spPr>'
        own += '<c:marker><c:symbol val="circle"/><c:size val="5"/></c:marker>'
    else:
        own = f'<c:spPr>{shade}</c:spPr><c:invertIfNegative val="0"/>'
    smooth = '<c:smooth val="0"/>' if chart.kind == "line" else ""
    names = _texts(f"{_SHEET}!$A$2:$A${last}", chart.categories)
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx>{_texts(f"{_SHEET}!${column}$1", (series.name,))}</c:tx>'
        f"{own}{_labels(chart)}<c:cat>{names}</c:cat>"
        f"<c:val>{_numbers(f'{_SHEET}!${column}$2:${column}${last}', series.values, decimals(chart))}</c:val>"
        f"{smooth}</c:ser>"
    )


def _labels(chart: Chart) -> str:
    """The figures stand at their bars as long as they find room."""
    shown = int(len(chart.series) == 1 or chart.kind == "bar")
    flags = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    values = "".join(f'<c:{flag} val="{shown if flag == "showVal" else 0}"/>' for flag in flags)
    return f"<c:dLbls>{values}</c:dLbls>"


def _texts(place: str, texts: tuple[str, ...]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(one_line(text))}</c:v></c:pt>' for at, text in enumerate(texts))
    return f'<c:strRef><c:f>{place}</c:f><c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'


def _numbers(place: str, values: tuple[str, ...], form: str) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values) if value)
    inside = f'<c:formatCode>{form}</c:formatCode><c:ptCount val="{len(values)}"/>{points}'
    return f"<c:numRef><c:f>{place}</c:f><c:numCache>{inside}</c:numCache></c:numRef>"
