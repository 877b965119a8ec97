"""The demo's files: papers with a unit's words, made when the demo is loaded."""
