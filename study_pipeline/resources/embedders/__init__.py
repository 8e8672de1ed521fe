"""Embedders: texts to vectors, built in or by an OpenAI-compatible server, none paid for twice."""
