"""Formulas: glyphs and their places to LaTeX."""
