"""What an organizer brings: events from a CSV file."""
