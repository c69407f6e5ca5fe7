"""Calls: calendar, places, frozen framework and scoring grid, public pages."""
