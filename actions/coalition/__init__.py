"""Organizations, their members and roles, and campaigns (days of action)."""
