"""The bin: what is deleted can be brought back for some days."""
