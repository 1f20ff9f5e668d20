"""Events, timeslots and places; the host's desk."""
