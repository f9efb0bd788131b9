"""The command line that every fake has."""

import argparse

from tests.fakes.faults import FAULTS
from tests.fakes.faulty import FaultyServer


def run(kind: type[FaultyServer]) -> None:
    """Serve until stopped. Prints its address when it listens."""
    parser = argparse.ArgumentParser(description=kind.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", default="", help="append every arrival to this file, and know it again")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--chaos", type=float, default=0.0, help="share of posts that meet a fault, 0 to 1")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", default="", help=f"which, with commas; else all of {', '.join(FAULTS)}")
    chosen = parser.parse_args()
    fake = kind(port=chosen.port, state=chosen.state, delay=chosen.delay)
    if chosen.chaos:
        names = [name for name in chosen.faults.split(",") if name]
        fake.chaos(chosen.chaos, chosen.seed, names or None)
    fake.serve_forever()
