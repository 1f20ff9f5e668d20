#!/usr/bin/env bash
# Compile requirements*.in into pinned, hashed lock files. Pass --upgrade to move to newer releases.
set -euo pipefail
cd "$(dirname "$0")/.."

# A lock must say the same on every machine, so this machine's own pip settings (extra package folders,
# caps) are left out of it: only the public index decides.
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_CONSTRAINT PIP_INDEX_URL
export PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock"

compile() {
    .venv/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options "$@"
}

compile "$@" --output-file requirements.txt requirements.in
compile "$@" --constraint requirements.txt --output-file requirements-dev.txt requirements-dev.in

if grep --line-number --extended-regexp '://|^-|(^|[ =])/' requirements.txt requirements-dev.txt; then
    echo "A lock file names an address or a path of this machine (above)." >&2
    exit 1
fi
