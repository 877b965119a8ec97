"""wagtail-localize behind the same permission, approval and validators as the page form.

docs/features/languages.md has the table of its routes.
"""
