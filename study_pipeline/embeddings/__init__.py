"""Embeddings: what text is embedded, in which calls, and what "similar" means. Knows no model."""
