"""Units confirm that they have done what a bulletin asks; the ICT department sees who has not."""
