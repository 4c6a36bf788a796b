"""`python -m evosim`."""

from evosim.cli import main

main()
