"""Runs the measurements named as arguments, one after the other.

python3 run.py bench [NAME …]
"""

import importlib
import sys


def main(names: list[str]) -> int:
    """Run them and return 0 when all came to their end; one that cannot does not keep the others from running."""
    failed = []
    for name in names:
        print(f"\n## {name}\n", flush=True)
        try:
            importlib.import_module(name).main()
        except SystemExit as stopped:
            print(f"{name}: {stopped}", file=sys.stderr, flush=True)
            failed.append(name)
    if failed:
        print(f"\nNot measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
