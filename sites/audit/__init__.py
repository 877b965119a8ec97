"""The journal: who did what on which website and when."""
