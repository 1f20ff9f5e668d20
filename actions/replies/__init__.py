"""What supporters and hosts write to each other through the site, neither learning the other's address."""
