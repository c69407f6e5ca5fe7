"""Members, interests, scores, deliberation, minutes and decisions."""
