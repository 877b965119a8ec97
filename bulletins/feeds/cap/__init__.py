"""Emergencies for warning systems: the Common Alerting Protocol, version 1.2 (OASIS, 2010)."""
