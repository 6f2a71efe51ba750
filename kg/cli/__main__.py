"""``python -m kg.cli``: the command line without its script."""

from kg.cli import main

main()
