"""How every mail reads, shown with made-up people."""
