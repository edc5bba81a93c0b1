"""`python -m zhixing` is the command line."""

from zhixing.surfaces.cli import main

main()
