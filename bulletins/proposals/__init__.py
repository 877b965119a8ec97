"""Bulletins that units propose: written at the unit, accepted or declined by the ICT department."""
