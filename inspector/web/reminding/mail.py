"""One mail to one person through the office's own mail server. Blocking: it runs in a thread."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from inspector.settings import Settings

SECONDS = 30


def message_of(settings: Settings, to: str, subject: str, body: str, key: str, seconds: float) -> EmailMessage:
    """`key` names the message, so that a repeat after a crash is known as the same one; `seconds` since 1970."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(seconds)
    message["Message-ID"] = f"<{key}@inspector>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def send(settings: Settings, message: EmailMessage) -> None:
    """Raises OSError or SMTPException, which is one, for whatever the server does not take."""
    context = ssl.create_default_context()
    made: smtplib.SMTP
    if settings.smtp_security == "tls":
        made = smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context)
    else:
        made = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    with made as server:
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(message)
