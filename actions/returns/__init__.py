"""What comes back after a mail was sent: reports that it could not be delivered, and complaints."""
