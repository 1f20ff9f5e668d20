"""How mail stands, for organizers: the queue, what is held, and what failed."""
