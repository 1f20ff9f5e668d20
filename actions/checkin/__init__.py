"""Noting at the place who came."""
