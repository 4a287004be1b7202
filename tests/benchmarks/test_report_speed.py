"""What a report on many articles costs, from the command line to the last page, and how large its pages are."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

FIRST = [
    "Ada", "Boris", "Clara", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karin", "Luis", "Mara",
    "Nils", "Olga", "Pavel", "Rosa", "Samir", "Tessa", "Viktor",
]  # fmt: skip
LAST = [
    "Abend", "Brandt", "Cole", "Delgado", "Evers", "Falk", "Gruber", "Hansen", "Iversen", "Jansen", "Krell", "Lund",
    "Moreau", "Novak", "Oyelar", "Petrov", "Ruskin",
]  # fmt: skip
OFFICE = [
    "the mayor", "a spokeswoman for the Interior Ministry", "the head of the fishermen's union",
    "an opposition deputy", "a lecturer in economics at the University of Astrel",
    "the chief executive of Norvik Agro", "a colonel in the army",
]  # fmt: skip
OUTLETS = "The Republic", "Port Maren Courier", "Radio Strand", "The Northern Observer", "Calvera Press Agency"
SAID = [
    "the dam will hold until the spring", "nobody had warned the people in the valley",
    "prices are bound to rise again", "the inquiry was a disgrace from its first day",
    "her party would vote against the budget", "the work is almost done",
    "three ships had left the harbour without papers", "the victims deserve an answer",
    "this is a great success for all", "the figures of last year were simply wrong",
    "the bridge may have to be closed for months", "he regrets every word",
]  # fmt: skip
PLAIN = [
    "The road along the coast was closed for most of the week.", "Rain had fallen on the hills since Sunday.",
    "The talks went on behind closed doors until late in the evening.", "A crowd gathered in front of the town hall.",
    "The ministry published its figures on Thursday, a month later than planned.",
    "The market was quieter than usual.",
]  # fmt: skip


def article(seed: int, n_words: int) -> str:
    """A made-up article of about so many words, a quote in every second sentence."""
    rng = random.Random(seed)
    people = [(f"{rng.choice(FIRST)} {rng.choice(LAST)}", rng.choice(OFFICE)) for _ in range(6)]
    paragraphs, known = [], set()
    while sum(len(paragraph.split()) for paragraph in paragraphs) < n_words:
        name, office = rng.choice(people)
        who = name.split()[1] if name in known else f"{name}, {office},"
        known.add(name)
        what, more = rng.sample(SAID, 2)
        form = rng.choice(
            [
                f'"{what.capitalize()}," said {who.rstrip(",")}. ',
                f"{who} said that {what}. ",
                f"According to {who} {what}. ",
                f'{who} denied that {what}. "{more.capitalize()}," {rng.choice(["he", "she"])} added. ',
            ]
        )
        paragraphs.append(f"{rng.choice(PLAIN)} {form}{rng.choice(PLAIN)}")
    return "\n\n".join(paragraphs)


def corpus(folder: Path, n: int, n_words: int = 700) -> Path:
    """So many articles in a folder, with outlets and dates."""
    folder.mkdir(parents=True)
    about = []
    for k in range(n):
        (folder / f"{k:04}.txt").write_text(article(k, n_words), encoding="utf-8")
        day = f"2023-{k // 28 % 12 + 1:02}-{k % 28 + 1:02}"
        about.append(
            {"path": f"{k:04}.txt", "title": f"Made-up article {k}", "outlet": OUTLETS[k % 5], "published": day}
        )
    (folder / "datapackage.json").write_text(json.dumps({"resources": about}), encoding="utf-8")
    return folder


def reported(seeds: Path, out: Path) -> float:
    """Seconds of processors that a report costs, from the command line to the last page."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "quotelens", "report", str(seeds), "-o", str(out)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"OMP_NUM_THREADS": "2"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.skipif(sys.platform == "win32", reason="counts processor time as only POSIX does")
def test_a_report_on_twenty_articles_costs_little_more_than_starting_one(tmp_path: Path) -> None:
    # A hundred articles may take two processors 90 s where one costs 15 s of them, and so twenty four times that: in
    # seconds that would be a test of the machine.
    start = time.perf_counter()
    spent = reported(corpus(tmp_path / "seeds", 20), tmp_path / "report")
    took = time.perf_counter() - start
    one = reported(corpus(tmp_path / "one", 1), tmp_path / "small")
    pages = sorted((tmp_path / "report" / "articles").iterdir())
    largest = max(page.stat().st_size for page in pages)
    print(f"\n{took:.0f} s, of processors {spent:.0f} s, {spent / one:.1f} times those of one article; "
          f"largest page {largest / 1000:.0f} kB")  # fmt: skip
    assert len(pages) == 20
    assert largest < 300_000
    assert spent < 3.5 * one
