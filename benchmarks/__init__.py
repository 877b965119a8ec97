"""How fast Bantin is, in ratios against a baseline of the same run: ``python -m benchmarks``."""
