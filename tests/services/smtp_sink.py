"""A real SMTP server that keeps what it is sent and misbehaves on request."""

import asyncio
import email
import email.policy
from collections import deque
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.live_server import free_port

ANSWERS = {"MAIL": "250 OK", "RCPT": "250 OK", "DATA": "250 Message accepted"}
DROP = "drop the line"


@dataclass(frozen=True)
class Delivered:
    """One accepted message: who it was for, and what it says."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"])


@dataclass
class Plan:
    """What to do the next times a phase comes round: first the queue, then always the standing answer."""

    queue: deque[str] = field(default_factory=deque)
    standing: str | None = None
    delay: float = 0.0
    slow: deque[float] = field(default_factory=deque)

    def next_answer(self, usual: str) -> str:
        """The answer for this time."""
        return self.queue.popleft() if self.queue else self.standing or usual


class SmtpSink:
    """`sink.messages` is what arrived. Phases are `MAIL`, `RCPT` and `DATA` (the answer to the whole message)."""

    def __init__(self) -> None:
        self.messages: list[Delivered] = []
        self.connections = 0
        self.port = free_port()
        self._plans = {phase: Plan() for phase in ANSWERS}
        self._refused: dict[str, str] = {}
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """The address as `MAIL_URL` takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Listen, always on the same port."""
        if self._controller is None:
            self._controller = _Controller(_Handler(self), hostname="127.0.0.1", port=self.port, ready_timeout=10)
            self._controller.start()

    def down(self) -> None:
        """Refuse connections, as a relay that is out of order does."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def reset(self) -> None:
        """Forget messages and plans, and listen."""
        self.messages.clear()
        self.connections = 0
        self._plans = {phase: Plan() for phase in ANSWERS}
        self._refused.clear()
        self.up()

    def answer(self, phase: str, reply: str, *, times: int | None = None) -> None:
        """Reply like `"451 4.3.0 Try again later"`: so many times, or from now on when `times` is left out."""
        if times is None:
            self._plans[phase].standing = reply
        else:
            self._plans[phase].queue.extend([reply] * times)

    def refuse(self, address: str, reply: str = "550 5.1.1 No such mailbox") -> None:
        """Refuse one recipient and take the others."""
        self._refused[address.lower()] = reply

    def drop_before_data(self, *, times: int = 1) -> None:
        """Cut the line after the recipient was named, before any message is taken."""
        self.answer("RCPT", DROP, times=times)

    def drop_after_data(self, *, times: int = 1) -> None:
        """Keep the message, then cut the line without an answer: the sender cannot know whether it arrived."""
        self.answer("DATA", DROP, times=times)

    def delay(self, phase: str, seconds: float) -> None:
        """Take this long to answer."""
        self._plans[phase].delay = seconds

    def answer_slowly(self, seconds: float, *, times: int) -> None:
        """Take this long to answer about the next messages, and not about those after them."""
        self._plans["DATA"].slow.extend([seconds] * times)

    async def reply(self, phase: str, server: SMTP) -> str:
        """The answer for this phase, after its delay; the line is cut where the plan says so."""
        plan = self._plans[phase]
        seconds = plan.slow.popleft() if plan.slow else plan.delay
        if seconds:
            await asyncio.sleep(seconds)
        answer = plan.next_answer(ANSWERS[phase])
        if answer == DROP:
            server.transport.abort()
        return answer

    async def reply_to_recipient(self, address: str, server: SMTP) -> str:
        """As `reply`, for one recipient."""
        return self._refused.get(address.lower()) or await self.reply("RCPT", server)


class _Handler:
    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sink.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.sink.reply("MAIL", server)
        if answer.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.sink.reply_to_recipient(address, server)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self.sink.reply("DATA", server)
        if answer.startswith("2") or answer == DROP:
            self.sink.messages.append(_delivered(envelope))
        return answer


class _Controller(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, enable_SMTPUTF8=True, hostname="sink.example.org", timeout=120)


def _delivered(envelope: Envelope) -> Delivered:
    content: Any = envelope.original_content
    message = email.message_from_bytes(content, policy=email.policy.default)
    return Delivered(envelope.mail_from or "", tuple(envelope.rcpt_tos), message)
