"""Reports as different mail servers write them, about the mail with a given Message-ID; all addresses are made up."""

NOW_LINE = "Fri, 04 Dec 2026 17:03:12 +0000"


def postfix(message_id: str, status: str = "5.1.1", action: str = "failed", reply: str = "") -> bytes:
    """Postfix: a notification, the report, and the headers of the mail."""
    reply = reply or f"550 {status} <maria@example.org>: Recipient address rejected: User unknown in virtual table"
    return f"""Return-Path: <>
Date: {NOW_LINE}
From: MAILER-DAEMON@mail.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: actions@localhost
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1B2C0012.1796403792/mail.example.net"
Content-Transfer-Encoding: 8bit
Message-Id: <20261204170312.9A1B2C0014@mail.example.net>

This is a MIME-encapsulated message.

--4F1B2C0012.1796403792/mail.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

--4F1B2C0012.1796403792/mail.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
X-Postfix-Queue-ID: 4F1B2C0012
X-Postfix-Sender: rfc822; actions@localhost
Arrival-Date: Fri, 04 Dec 2026 17:00:01 +0000 (UTC)

Final-Recipient: rfc822; maria@example.org
Original-Recipient: rfc822;maria@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {reply}

--4F1B2C0012.1796403792/mail.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

Return-Path: <actions@localhost>
From: Actions <actions@localhost>
To: Maria Lopez <maria@example.org>
Subject: Tomorrow: Rally at Daley Plaza, 11:00 AM
Message-ID: {message_id}

--4F1B2C0012.1796403792/mail.example.net--
""".encode()


def exchange(message_id: str) -> bytes:
    """Exchange Online: the answer as HTML, the report without a reply code, and the whole mail."""
    return f"""Date: {NOW_LINE}
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.onmicrosoft.com>
To: <actions@localhost>
Subject: Undeliverable: Tomorrow: Rally at Daley Plaza, 11:00 AM
In-Reply-To: {message_id}
References: {message_id}
Message-ID: <b0c1d2e3-aaaa-bbbb-cccc-1234567890ab@DM6PR01.example.prod.outlook.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="_8b1f2ab4_"

--_8b1f2ab4_
Content-Type: multipart/alternative; differences=Content-Type; boundary="_9c2e3bc5_"

--_9c2e3bc5_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message to maria@example.org couldn't be delivered.

--_9c2e3bc5_
Content-Type: text/html; charset="us-ascii"

<html><body>Your message to <b>maria@example.org</b> couldn't be delivered.</body></html>
--_9c2e3bc5_--

--_8b1f2ab4_
Content-Type: message/delivery-status

Reporting-MTA: dns;DM6PR01MB0001.example.prod.outlook.com
Received-From-MTA: dns;mail.example.net
Arrival-Date: {NOW_LINE}

Final-Recipient: rfc822;maria@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--_8b1f2ab4_
Content-Type: message/rfc822

From: Actions <actions@localhost>
To: Maria Lopez <maria@example.org>
Subject: Tomorrow: Rally at Daley Plaza, 11:00 AM
Message-ID: {message_id}
Content-Type: text/plain

See you tomorrow.
--_8b1f2ab4_--
""".replace("\n", "\r\n").encode()


def gmail(message_id: str) -> bytes:
    """Gmail: says 5.0.0-ish facts through its fields, and names the mail in one of its own."""
    return f"""Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: actions@localhost
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {message_id}
In-Reply-To: {message_id}
Message-ID: <67510f10.170a0220.1a2b3c.4d5e.GMR@mx.google.com>
Date: {NOW_LINE}
X-Failed-Recipients: maria@example.org
Content-Type: multipart/report; boundary="000000000000a1b2c3d4e5f60718"; report-type=delivery-status

--000000000000a1b2c3d4e5f60718
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to maria@example.org because the address couldn't be found.

--000000000000a1b2c3d4e5f60718
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; actions@localhost
Arrival-Date: Fri, 04 Dec 2026 09:03:11 -0800 (PST)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; maria@example.org
Action: failed
Status: 5.0.0
Remote-MTA: dns; gmail-smtp-in.l.example.com.
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. 550 5.1.1 - gsmtp
Last-Attempt-Date: Fri, 04 Dec 2026 09:03:12 -0800 (PST)

--000000000000a1b2c3d4e5f60718
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: base64

VG86IE1hcmlhIExvcGV6IDxtYXJpYUBleGFtcGxlLm9yZz4K
--000000000000a1b2c3d4e5f60718--
""".encode()


def exim(message_id: str, reason: str = "550 5.1.1 <maria@example.org>... User unknown") -> bytes:
    """Exim of old: a plain letter with a copy of the mail below."""
    return f"""Return-path: <>
X-Failed-Recipients: maria@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mail.example.net>
To: actions@localhost
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tIxyz-0001Ab-CD@mail.example.net>
Date: {NOW_LINE}

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  maria@example.org
    SMTP error from remote mail server after RCPT TO:<maria@example.org>:
    host mx.example.org [192.0.2.25]: {reason}

------ This is a copy of the message, including all the headers. ------

Return-path: <actions@localhost>
From: Actions <actions@localhost>
To: Maria Lopez <maria@example.org>
Subject: Tomorrow: Rally at Daley Plaza, 11:00 AM
Message-ID: {message_id}

See you tomorrow.
""".encode()


def complaint(message_id: str, kind: str = "abuse") -> bytes:
    """A feedback loop's report (ARF), addresses taken out as the large providers do."""
    return f"""From: staff@feedback.example.com
To: complaints@localhost
Subject: Email Feedback Report
Date: {NOW_LINE}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP 192.0.2.1.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <actions@localhost>
Source-IP: 192.0.2.1

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: Actions <actions@localhost>
To: <redacted>
Subject: Tomorrow: Rally at Daley Plaza, 11:00 AM
MIME-Version: 1.0
Message-ID: {message_id}

See you tomorrow.
--part1_13d.2e68ed54_boundary--
""".encode()
