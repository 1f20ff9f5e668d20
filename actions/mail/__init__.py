"""Messages, the outbox and their delivery."""
