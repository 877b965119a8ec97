"""What is read from the rows of this app."""
