"""Bulletins proposed by agencies and accepted or declined by the ICT department."""
