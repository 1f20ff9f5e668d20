"""A mail server that takes everything, as a process: `python -m benchmarks.smtp PORT FILE MILLISECONDS`.

It writes a line for each message, with the moment it was taken and its Message-ID. Each of its answers comes after so
many milliseconds. Until it is ended it answers; whoever starts it reads `ready` first.
"""

import asyncio
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

_NAME = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


class _Handler:
    def __init__(self, file: Path, seconds: float) -> None:
        self._lines = file.open("a", buffering=1, encoding="ascii")
        self._seconds = seconds

    async def _wait(self) -> None:
        if self._seconds:
            await asyncio.sleep(self._seconds)

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._wait()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self._wait()
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await self._wait()
        content: Any = envelope.original_content
        name = _NAME.search(content)
        self._lines.write(f"{time.time():.6f} {name[1].decode() if name else '-'}\n")
        return "250 OK"


async def _serve(port: int, handler: _Handler) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(
        lambda: SMTP(handler, enable_SMTPUTF8=True, hostname="sink.example.org"), "127.0.0.1", port
    )
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    print("ready", flush=True)
    await ended.wait()
    server.close()


def main() -> None:
    """Serve until SIGTERM."""
    port, file, milliseconds = sys.argv[1:]
    asyncio.run(_serve(int(port), _Handler(Path(file), float(milliseconds) / 1000)))


if __name__ == "__main__":
    main()
