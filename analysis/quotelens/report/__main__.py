"""`python -m quotelens.report [FOLDER]` runs the notebooks of FOLDER, or the project's own, where they lie."""

from __future__ import annotations

import sys

from quotelens.report.notebooks import execute_in_place

if __name__ == "__main__":
    for written in execute_in_place(*sys.argv[1:2]):
        print(written)
