"""Organisation of an agency: blocks for its staff and departments, chart and vCards."""
