"""One connection to the mail server that MAIL_URL names, kept open between mails.

The point of this file is to tell apart whose trouble a failure is: this mail's (it waits or ends), or the server's
(every mail waits, none is blamed).
"""

import ipaddress
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from actions.mail.mime import Letter

CONNECT_SECONDS = 10.0
REPLY_SECONDS = 30.0
# After the message itself a server may scan and store before it answers; hanging up early makes duplicates.
# Must stay under leases.LEASE.
MESSAGE_REPLY_SECONDS = 120.0
IDLE_SECONDS = 30.0
SERVICE_CLOSING = 421
TOO_LARGE = 552
_ADDRESSES = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")


@dataclass(frozen=True)
class Taken:
    """The server has it."""

    reply: str


@dataclass(frozen=True)
class PutOff:
    """Not now; `code` is the server's, or nothing when the line broke."""

    reply: str
    code: int | None


@dataclass(frozen=True)
class Refused:
    """Never."""

    reply: str


@dataclass(frozen=True)
class NotOurs:
    """Another worker has this mail by now; nothing was sent."""


@dataclass(frozen=True)
class Outage:
    """The server takes no mail at all just now, whichever it is."""

    reply: str


Outcome = Taken | PutOff | Refused | NotOurs | Outage


class _Answered(Exception):
    """An answer other than yes, on the way to the message."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class Relay:
    """A mail server. Not for several threads."""

    def __init__(self, url: str, own_name: str) -> None:
        self._url = urlsplit(url)
        self._own_name = own_name
        self._line: smtplib.SMTP | None = None
        self._used_at = 0.0

    def send(self, letter: Letter, still_ours: Callable[[], bool]) -> Outcome:
        """Hand over one letter. `still_ours` is asked when all but the message has been said."""
        try:
            line = self._ready_line(letter)
            self._name_recipient(line, letter)
            if not still_ours():
                line.rset()
                return NotOurs()
            return self._hand_over(line, letter)
        except _Answered as answer:
            return answer.outcome
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            # RFC 5321 4.2.4: a broken line counts as 451. The message may have arrived; its Message-ID stays the same.
            self.hang_up()
            return PutOff(f"connection lost ({type(error).__name__})", None)
        finally:
            self._used_at = time.monotonic()

    def outage(self) -> Outage | None:
        """Connect, encrypt and sign in as for a letter, and say goodbye: why the server would take none just now."""
        try:
            with self._blaming_server():
                self._connect().noop()
        except _Answered as answer:
            return answer.outcome if isinstance(answer.outcome, Outage) else None
        finally:
            self.close()
        return None

    def close(self) -> None:
        """Say goodbye; a later `send` connects again."""
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()
        self._line = None

    def hang_up(self) -> None:
        """Drop the line without a word: nobody knows what the other end thinks."""
        if self._line is not None:
            self._line.close()
        self._line = None

    def close_if_idle(self) -> None:
        """Give the line back when no mail has gone over it for a while."""
        if self._line is not None and time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()

    def _ready_line(self, letter: Letter) -> smtplib.SMTP:
        """A line on which the sender has been named; a kept one that died meanwhile is replaced once."""
        self.close_if_idle()
        if self._line is not None:
            try:
                return self._name_sender(self._line, letter)
            except (smtplib.SMTPServerDisconnected, OSError):
                self.hang_up()
            except _Answered as answer:
                # Servers also say 421 to a line that was quiet for long; a new one tells whether they mean it.
                if not isinstance(answer.outcome, Outage):
                    raise
        with self._blaming_server():
            return self._name_sender(self._connect(), letter)

    @contextmanager
    def _blaming_server(self) -> Iterator[None]:
        """What goes wrong on a new line goes wrong for every mail."""
        try:
            yield
        except smtplib.SMTPResponseException as error:
            raise self._outage(_reply(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise self._outage(f"no connection ({type(error).__name__})") from error

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port or 465, local_hostname=self._own_name, timeout=CONNECT_SECONDS, context=context
            )
        else:
            line = smtplib.SMTP(host, port or 25, local_hostname=self._own_name, timeout=CONNECT_SECONDS)
        # Ours from here on, so that a failure below hangs it up.
        self._line = line
        _wait_at_most(line, REPLY_SECONDS)
        line.ehlo_or_helo_if_needed()
        self._secure(line)
        return line

    def _secure(self, line: smtplib.SMTP) -> None:
        """Encrypt where the server offers it, then sign in. A password never crosses a network in the clear."""
        near = _is_this_machine(self._url)
        secure = self._url.scheme == "smtps" or near
        if not secure and line.has_extn("starttls"):
            line.starttls(context=ssl.create_default_context())
            line.ehlo()
            secure = True
        if self._url.username:
            if not secure:
                raise self._outage("the server offers no encryption, so the password was not sent")
            line.login(unquote(self._url.username), unquote(self._url.password or ""))

    def _name_sender(self, line: smtplib.SMTP, letter: Letter) -> smtplib.SMTP:
        options = []
        if letter.needs_utf8:
            if not line.has_extn("smtputf8"):
                raise _Answered(Refused("the relay takes no address with such letters"))
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        code, text = line.mail(letter.sender, options)
        if code == TOO_LARGE:
            line.rset()
            raise _Answered(Refused(_reply(code, text)))
        if code != 250:
            # Every mail has this sender: whatever is wrong is wrong for all of them.
            raise self._outage(_reply(code, text))
        return line

    def _name_recipient(self, line: smtplib.SMTP, letter: Letter) -> None:
        code, text = line.rcpt(letter.recipient)
        if code not in (250, 251):
            raise _Answered(self._judge(line, code, text))

    def _hand_over(self, line: smtplib.SMTP, letter: Letter) -> Outcome:
        _wait_at_most(line, MESSAGE_REPLY_SECONDS)
        try:
            code, text = line.data(letter.content)
        except smtplib.SMTPDataError as error:
            code, text = error.smtp_code, _bytes(error.smtp_error)
        if code == 250:
            _wait_at_most(line, REPLY_SECONDS)
            return Taken(_reply(code, text))
        return self._judge(line, code, text)

    def _judge(self, line: smtplib.SMTP, code: int, text: bytes) -> Outcome:
        """What an answer about one recipient or one message means for this mail."""
        if code == SERVICE_CLOSING or code < 400:
            self.hang_up()
            return PutOff(_reply(code, text), code)
        line.rset()
        return Refused(_reply(code, text)) if code >= 500 else PutOff(_reply(code, text), code)

    def _outage(self, reply: str) -> _Answered:
        self.hang_up()
        return _Answered(Outage(reply))


def _wait_at_most(line: smtplib.SMTP, seconds: float) -> None:
    if line.sock is not None:
        line.sock.settimeout(seconds)


def _is_this_machine(url: SplitResult) -> bool:
    host = url.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reply(code: int, text: bytes | str) -> str:
    """The server's words without anybody's address, which many servers repeat."""
    words = _bytes(text).decode("utf-8", "replace")
    return _ADDRESSES.sub("(address)", f"{code} {' '.join(words.split())}")


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
