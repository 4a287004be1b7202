"""`python -m quotelens` is the console script."""

from quotelens.cli import main

main()
