"""Length as most networks count it."""


def units(text: str) -> int:
    """Units of UTF-16: 2 for most emoji, 1 for nearly everything else."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
