"""The corpus: texts as offices write them, each in the forms in which they come to an editor.

``texts/`` holds the texts in a notation of their own (``notation.py``), ``library.py`` lists them.
``forms/`` writes a text as a Word document or as what a program puts on the clipboard.
``expected.py`` says what must arrive of a text in a form, ``outline.py`` what has arrived. See
``docs/features/testing.md``.
"""
