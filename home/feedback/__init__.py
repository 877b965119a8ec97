"""What citizens write to a unit: received on its website, read and answered at the desk."""
