"""The n-th weekday of a month, each a text of its own: in many languages the ordinal agrees with the day."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy as _in

# Said in "every month on %(which)s" and "every %(n)s months on %(which)s".
NTH: Mapping[int, tuple[Promise | str, ...]] = {
    1: (
        _in("of a month", "the first Monday"),
        _in("of a month", "the first Tuesday"),
        _in("of a month", "the first Wednesday"),
        _in("of a month", "the first Thursday"),
        _in("of a month", "the first Friday"),
        _in("of a month", "the first Saturday"),
        _in("of a month", "the first Sunday"),
    ),
    2: (
        _in("of a month", "the second Monday"),
        _in("of a month", "the second Tuesday"),
        _in("of a month", "the second Wednesday"),
        _in("of a month", "the second Thursday"),
        _in("of a month", "the second Friday"),
        _in("of a month", "the second Saturday"),
        _in("of a month", "the second Sunday"),
    ),
    3: (
        _in("of a month", "the third Monday"),
        _in("of a month", "the third Tuesday"),
        _in("of a month", "the third Wednesday"),
        _in("of a month", "the third Thursday"),
        _in("of a month", "the third Friday"),
        _in("of a month", "the third Saturday"),
        _in("of a month", "the third Sunday"),
    ),
    4: (
        _in("of a month", "the fourth Monday"),
        _in("of a month", "the fourth Tuesday"),
        _in("of a month", "the fourth Wednesday"),
        _in("of a month", "the fourth Thursday"),
        _in("of a month", "the fourth Friday"),
        _in("of a month", "the fourth Saturday"),
        _in("of a month", "the fourth Sunday"),
    ),
    -1: (
        _in("of a month", "the last Monday"),
        _in("of a month", "the last Tuesday"),
        _in("of a month", "the last Wednesday"),
        _in("of a month", "the last Thursday"),
        _in("of a month", "the last Friday"),
        _in("of a month", "the last Saturday"),
        _in("of a month", "the last Sunday"),
    ),
}
