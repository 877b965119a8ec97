"""Tests of the project as a whole, and what all tests need: PostgreSQL and a browser."""
