"""Who someone is: sign-up, verification, sign-in."""
