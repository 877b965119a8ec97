"""What is uploaded is what it says it is, and says nothing of its maker."""
