"""Vietnamese as it is spoken: numbers, dates, times, telephone numbers, abbreviations."""
