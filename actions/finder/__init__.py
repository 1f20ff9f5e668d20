"""Search, map and list: how a volunteer finds an event."""
