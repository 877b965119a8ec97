"""Counts and facts about the running installation, for Prometheus and people."""
