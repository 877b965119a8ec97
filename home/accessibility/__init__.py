"""What every website says of its own accessibility, from what was really checked."""
