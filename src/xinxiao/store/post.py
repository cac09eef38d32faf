"""The post: messages to those who are told of this installation, through an SMTP server that the settings name."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from xinxiao.errors import Unavailable, told
from xinxiao.model.release import sha256
from xinxiao.settings import Mail

TIMEOUT = 30.0
"""Seconds a server may take to answer."""


@dataclass(frozen=True)
class Post:
    """Sends messages, or is closed where no server or nobody to send to is set."""

    mail: Mail

    @property
    def is_open(self) -> bool:
        """Whether there is a server, and somebody to send to."""
        return bool(self.mail.server and self.mail.recipients)

    @property
    def can_send(self) -> bool:
        """Whether there is a server."""
        return bool(self.mail.server)

    def send(self, key: str, subject: str, text: str, to: Sequence[str] = ()) -> None:
        """Send one message to some addresses, none of which sees the others, or else to every recipient of the settings. The same ``key`` gives the same Message-ID: sent twice, it is seen as one.

        Raises :class:`Unavailable` when the server refuses it or cannot be reached.
        """
        message = EmailMessage()
        message["From"] = self.mail.sender
        message["To"] = "undisclosed-recipients:;" if to else ", ".join(self.mail.recipients)
        message["Subject"] = subject
        domain = self.mail.sender.rpartition("@")[2]
        message["Message-ID"] = f"<{sha256(key.encode())[:32]}@{domain}>"
        message.set_content(text)
        try:
            self._deliver(message, tuple(to) or self.mail.recipients)
        except (OSError, smtplib.SMTPException) as error:
            reason, place = str(error) or type(error).__name__, urlsplit(self.mail.server).hostname or ""
            raise Unavailable(
                f"{place}: {reason}", told("mail_refused", server=place, reason=reason)
            ) from error

    def _deliver(self, message: EmailMessage, to: Sequence[str]) -> None:
        """Through ``smtp://`` in the clear, ``smtp+starttls://``, or ``smtps://``; with a password where one is given."""
        place = urlsplit(self.mail.server)
        host, port = (
            place.hostname or "",
            place.port or {"smtps": 465, "smtp+starttls": 587}.get(place.scheme, 25),
        )
        trust = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trust)
            if place.scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=TIMEOUT)
        ) as server:
            if place.scheme == "smtp+starttls":
                server.starttls(context=trust)
            if place.username:
                server.login(unquote(place.username), unquote(place.password or ""))
            server.send_message(message, to_addrs=list(to))
