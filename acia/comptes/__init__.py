"""People: accounts, roles and their territories, sign-in."""
