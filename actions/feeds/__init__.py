"""Standard formats: iCalendar, GeoJSON."""
