"""Who must be told, and when."""
