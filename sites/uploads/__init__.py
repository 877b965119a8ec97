"""Upload checks: content matches the file name, and images carry no metadata of their maker."""
