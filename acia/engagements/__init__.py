"""The retained establishments: commitment letter and availabilities."""
