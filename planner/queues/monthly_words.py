"""The n-th weekday of a month, each a text of its own: in many languages the ordinal agrees with the day."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# Said in "every month on %(which)s" and "every %(n)s months on %(which)s".
NTH: Mapping[int, tuple[Promise | str, ...]] = {
    1: (
        pgettext_lazy("of a month", "the first Monday"),
        pgettext_lazy("of a month", "the first Tuesday"),
        pgettext_lazy("of a month", "the first Wednesday"),
        pgettext_lazy("of a month", "the first Thursday"),
        pgettext_lazy("of a month", "the first Friday"),
        pgettext_lazy("of a month", "the first Saturday"),
        pgettext_lazy("of a month", "the first Sunday"),
    ),
    2: (
        pgettext_lazy("of a month", "the second Monday"),
        pgettext_lazy("of a month", "the second Tuesday"),
        pgettext_lazy("of a month", "the second Wednesday"),
        pgettext_lazy("of a month", "the second Thursday"),
        pgettext_lazy("of a month", "the second Friday"),
        pgettext_lazy("of a month", "the second Saturday"),
        pgettext_lazy("of a month", "the second Sunday"),
    ),
    3: (
        pgettext_lazy("of a month", "the third Monday"),
        pgettext_lazy("of a month", "the third Tuesday"),
        pgettext_lazy("of a month", "the third Wednesday"),
        pgettext_lazy("of a month", "the third Thursday"),
        pgettext_lazy("of a month", "the third Friday"),
        pgettext_lazy("of a month", "the third Saturday"),
        pgettext_lazy("of a month", "the third Sunday"),
    ),
    4: (
        pgettext_lazy("of a month", "the fourth Monday"),
        pgettext_lazy("of a month", "the fourth Tuesday"),
        pgettext_lazy("of a month", "the fourth Wednesday"),
        pgettext_lazy("of a month", "the fourth Thursday"),
        pgettext_lazy("of a month", "the fourth Friday"),
        pgettext_lazy("of a month", "the fourth Saturday"),
        pgettext_lazy("of a month", "the fourth Sunday"),
    ),
    -1: (
        pgettext_lazy("of a month", "the last Monday"),
        pgettext_lazy("of a month", "the last Tuesday"),
        pgettext_lazy("of a month", "the last Wednesday"),
        pgettext_lazy("of a month", "the last Thursday"),
        pgettext_lazy("of a month", "the last Friday"),
        pgettext_lazy("of a month", "the last Saturday"),
        pgettext_lazy("of a month", "the last Sunday"),
    ),
}
