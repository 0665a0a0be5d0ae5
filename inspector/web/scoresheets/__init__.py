"""The score sheet as offices know it: on the screen, on paper, and as a workbook that reckons."""
