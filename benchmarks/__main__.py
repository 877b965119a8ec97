"""Runs all benchmarks and prints tables in Markdown; docs/features/benchmark.md explains them."""

import sys

from benchmarks import pages


def say(*cells: object) -> None:
    sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
    sys.stdout.flush()


def show_pages() -> None:
    say("Page", "Requests a second", "× bare", "4 clients", "Aim", "Queries")
    say(*["---"] * 6)
    for line in pages.measure():
        say(
            line.name,
            f"{line.rate:.0f}",
            f"{line.ratio:.3f}",
            f"{line.concurrent:.0f}",
            f"≥ {line.least}",
            "" if line.queries is None else line.queries,
        )


if __name__ == "__main__":
    show_pages()
