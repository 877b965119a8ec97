"""What a website tells machines: feed readers, other portals, calendars, warning systems."""
