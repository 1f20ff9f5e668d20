"""What an organizer takes away: attendance and events as CSV and XLSX."""
