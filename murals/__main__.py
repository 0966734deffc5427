"""`python -m murals`: the command line."""

from murals.cli import main

if __name__ == "__main__":
    main()
