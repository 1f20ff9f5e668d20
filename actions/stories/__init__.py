"""What a campaign says of itself: its story in each language, its pictures, and the desk where both are made."""
