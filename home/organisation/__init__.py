"""How a unit is made up: its people and offices as blocks, as a chart, as business cards."""
