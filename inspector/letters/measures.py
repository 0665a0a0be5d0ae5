"""The numbers of GB/T 9704-2012 in the units of a .docx: twips unless the name says otherwise.

`check` keeps a table of its own and must not import this one.
"""

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
TOP, RIGHT, BOTTOM, LEFT = 2098, 1474, 1984, 1588
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
LANDSCAPE_WIDTH = PAGE_HEIGHT - TOP - BOTTOM
HEADER, FOOTER = 1020, 1417
LINE = 579
"""28.95 pt: 22 lines fill 225 mm; 29 pt leaves room for 21."""
CHARACTER = 315
"""16 pt less 0.25 pt of spacing: 28 of them fill 156 mm."""
LINE_HALVES = 56
TITLE_HALVES = 40
SQUEEZE = -5
LETTER_NUMBER = 828
"""From the top of the type area to the number in letter format."""
IMPRINT_CHARACTER = 280
IMPRINT_LINE = 480
TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36_000
EMU_PER_TWIP = 635


def halves(count: float) -> int:
    """Twips of `count` half characters of body text."""
    return round(count * CHARACTER / 2)
