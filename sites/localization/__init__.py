"""Guards that hold wagtail-localize to the permissions and validators of the page form.

docs/features/languages.md has a table of its routes.
"""
