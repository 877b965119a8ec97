"""Vietnamese as it is read out: numbers, dates, times, telephone numbers and abbreviations."""
