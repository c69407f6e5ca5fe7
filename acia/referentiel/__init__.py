"""FINESS register, territories, ASE and PJJ nomenclature, calendars."""
