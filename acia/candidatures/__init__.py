"""Drafts, deposit, documents and receipts."""
