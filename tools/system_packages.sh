#!/usr/bin/env bash
# Install system packages: as root through apt, otherwise name what is missing and stop.
#   tools/system_packages.sh PACKAGE...        these packages
#   tools/system_packages.sh --for-tests       PostgreSQL and a Chromium, where they are missing
set -euo pipefail

has_postgresql() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}

# A name on the path is not enough: Ubuntu's chromium-browser may be only a note that points to a snap.
has_chromium() {
    local name
    for name in ${BROWSER_BINARY:-} chromium chromium-browser google-chrome google-chrome-stable; do
        if "$name" --version >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

install() {
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "Missing here: $*. Install with: sudo apt-get install $*" >&2
        return 1
    fi
    echo "Installing $* ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if [ "${1:-}" != "--for-tests" ]; then
    install "$@"
    exit
fi

missing=()
has_postgresql || missing+=(postgresql)
has_chromium || missing+=(chromium)
if [ "${#missing[@]}" -gt 0 ]; then
    install "${missing[@]}"
fi
if ! has_postgresql || ! has_chromium; then
    echo "The tests need PostgreSQL's server programs and a Chromium or Chrome that starts." >&2
    echo "Where the system's chromium package is only a snap, install one and set BROWSER_BINARY to its path." >&2
    exit 1
fi
