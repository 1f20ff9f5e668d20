"""Make the secrets a development machine needs, once, and keep them in `.env`.

    python tools/make_env.py [FILE]

Needs nothing but Python. A production installation gets nothing from here: it must bring its own secrets.
"""

import base64
import os
import re
import secrets
import sys
from pathlib import Path

HEADER = (
    "# Secrets of this machine. Never commit this file; keep a copy of DATA_KEYS, without it sealed data is lost.\n"
)


def new_data_key() -> str:
    """32 random bytes in URL-safe base64, as DATA_KEYS wants them."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


MAKERS = {"SECRET_KEY": lambda: secrets.token_urlsafe(48), "DATA_KEYS": new_data_key}


def value_of(name: str, text: str) -> str:
    """What `.env` says for this name, or nothing."""
    found = re.findall(rf"^\s*(?:export\s+)?{name}\s*=[ \t]*(.*?)[ \t]*$", text, flags=re.MULTILINE)
    return found[-1].strip("\"'") if found else ""


def with_value(name: str, value: str, text: str) -> str:
    """The text with this setting: in the place of an empty one, else at the end."""
    line = f"{name}={value}"
    replaced, count = re.subn(rf"^\s*(?:export\s+)?{name}\s*=.*$", line, text, count=1, flags=re.MULTILINE)
    if count:
        return replaced
    return (text if not text or text.endswith("\n") else text + "\n") + line + "\n"


def main(file: Path) -> None:
    """Write what is missing; leave everything else as it is."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if (os.environ.get("APP_ENV") or value_of("APP_ENV", text)) == "production":
        return
    missing = [name for name in MAKERS if not os.environ.get(name) and not value_of(name, text)]
    if not missing:
        return
    text = text or HEADER
    for name in missing:
        text = with_value(name, MAKERS[name](), text)
    # Made readable to its owner only before the first secret is in it.
    file.touch(mode=0o600, exist_ok=True)
    file.chmod(0o600)
    file.write_text(text, encoding="utf-8")
    print(f"Made {' and '.join(missing)} for this machine and kept them in {file}.")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".env"))
