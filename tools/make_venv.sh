#!/usr/bin/env bash
# Make the virtual environment in .venv with the first Python here that is new enough.
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=""
for candidate in ${PYTHON3:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if new_enough "$candidate"; then
        python="$candidate"
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is missing. Install it (package python3.11 or newer), then try again." >&2
    exit 1
fi

# Debian and Ubuntu keep the part that makes virtual environments in a package of its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package="$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
    tools/system_packages.sh "$package"
fi

rm -rf .venv
"$python" -m venv .venv || { rm -rf .venv; exit 1; }
