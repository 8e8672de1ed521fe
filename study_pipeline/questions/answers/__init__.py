"""Answers: from keys in every printed layout, and from beside the questions."""
