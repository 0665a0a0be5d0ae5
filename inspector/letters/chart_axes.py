"""The two axes of a chart."""

from inspector.letters.blocks import Chart
from inspector.letters.markup import escape
from inspector.letters.text import one_line

_LINE = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{}"/></a:solidFill></a:ln></c:spPr>'
_FEW = 10
_TICKS = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'


def decimals(chart: Chart) -> str:
    """The number format with as many places as the finest value has."""
    places = max((len(value.partition(".")[2]) for one in chart.series for value in one.values), default=0)
    return "0." + "0" * places if places else "0"


def axes_xml(chart: Chart) -> str:
    """Lying bars read from the top, with the values below them. Values begin at 0 unless one is less."""
    lying = chart.kind == "bar"
    negative = any(value.startswith("-") for one in chart.series for value in one.values)
    least = "" if negative else '<c:min val="0"/>'
    unit = _unit(chart.unit) if chart.unit else ""
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{"maxMin" if lying else "minMax"}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"l" if lying else "b"}"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{_TICKS}<c:tickLblPos val="low"/>{_LINE.format("000000")}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{least}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"b" if lying else "l"}"/><c:majorGridlines>{_LINE.format("D9D9D9")}'
        f'</c:majorGridlines>{unit}<c:numFmt formatCode="General" sourceLinked="0"/>{_TICKS}'
        f'<c:tickLblPos val="nextTo"/>{_LINE.format("7F7F7F")}<c:crossAx val="1"/>'
        f'<c:crosses val="{"max" if lying else "autoZero"}"/><c:crossBetween val="between"/>{_steps(chart)}</c:valAx>'
    )


def _steps(chart: Chart) -> str:
    """Few things counted: their axis has no halves."""
    values = [value for one in chart.series for value in one.values if value]
    few = all(value.isdigit() and int(value) <= _FEW for value in values)
    return '<c:majorUnit val="1"/>' if few else ""


def _unit(text: str) -> str:
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="zh-CN" b="0"/>'
        f'<a:t>{escape(one_line(text))}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
