"""The organizer's desk: what waits for review, decisions, the campaign at a glance."""
