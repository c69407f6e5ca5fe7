"""The twelve months: état des lieux, actions, reports and bilan."""
