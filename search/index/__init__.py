"""What the search knows: written when it is published, and forgotten when it is taken away."""
