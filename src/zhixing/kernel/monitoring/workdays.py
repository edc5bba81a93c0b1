"""Working days in China: weekends and public holidays are none, make-up days are. The calendar is a maintained library."""

from __future__ import annotations

from datetime import date, timedelta

from zhixing.foundation.issues import Refused
from zhixing.kernel.monitoring.codes import NO_CALENDAR


def after_working_days(day: date, count: int) -> date:
    """The day on which `count` working days after `day` have passed; `day` itself does not count.

    Raises:
        Refused: `monitoring.no-calendar`, the holidays of a year have not been published (or are too long ago).

    >>> str(after_working_days(date(2022, 9, 30), 3))  # a week of holidays, then a Saturday that is worked
    '2022-10-11'
    """
    from chinese_calendar import is_workday  # noqa: PLC0415 (half a megabyte of dates, only where asked for)

    found = day
    left = count
    while left:
        found += timedelta(days=1)
        try:
            left -= is_workday(found)
        except NotImplementedError as error:
            raise Refused([NO_CALENDAR.at(year=found.year)]) from error
    return found
