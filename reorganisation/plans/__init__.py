"""Plans that reorganise agencies: their table, and whether they can be carried out."""
