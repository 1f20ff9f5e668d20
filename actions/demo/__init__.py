"""The demo day: 575 real rallies, with made-up hosts and RSVPs."""
