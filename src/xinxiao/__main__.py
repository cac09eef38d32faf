"""``python -m xinxiao``: the command line."""

from xinxiao.entry.cli import main

if __name__ == "__main__":
    main()
