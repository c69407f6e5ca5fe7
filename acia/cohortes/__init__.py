"""Cohortes: groups of four to five establishments of one département, and the intervenant who follows them."""
