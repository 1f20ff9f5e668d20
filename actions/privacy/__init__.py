"""How long what is held about people is held."""
