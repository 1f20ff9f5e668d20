"""Reproducible measurements; never part of the test run. What they are and what they said: README.md."""
