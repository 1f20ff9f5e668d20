"""Who is coming: RSVPs and attendances."""
