"""`python -m acia` is the `acia` command."""

from acia.cli import main

main()
