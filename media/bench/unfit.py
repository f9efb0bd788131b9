"""Why a file is not taken, or a copy cannot be made. Pure: the bench knows no Django."""


class Unfit(Exception):
    """`str()` of it is a short word: media.reasons has the sentence."""
