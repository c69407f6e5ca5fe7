"""Homes, dashboards and exports: reads everything, imported by nobody."""
