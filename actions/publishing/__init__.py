"""The published picture: what the public sees, kept on each machine so that it can be shown without the database."""
