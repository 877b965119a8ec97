"""Files of the demo: papers with an agency's texts, generated when the demo is loaded."""
