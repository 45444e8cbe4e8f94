"""Slovenian as it is written: 3. 5. 2026, 14.05, 1.234,56; the week begins on Monday.

Django's own file prints "03. maj 2026" and "3. Maj. 2026" and begins the week on Sunday.
"""

DATE_FORMAT = "j. n. Y"
SHORT_DATE_FORMAT = "j. n. Y"
TIME_FORMAT = "G.i"
DATETIME_FORMAT = r"j. n. Y \o\b G.i"
SHORT_DATETIME_FORMAT = "j. n. Y G.i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j. n."
FIRST_DAY_OF_WEEK = 1

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d. %m. %Y", "%d.%m.%y", "%d. %m. %y"]
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M", "%H.%M"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d. %m. %Y %H:%M", "%d.%m.%Y %H.%M"]

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
