"""All units, and who of them serves what somebody looks for."""
