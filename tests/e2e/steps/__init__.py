"""The steps of the walk, in the order of the procedure."""
