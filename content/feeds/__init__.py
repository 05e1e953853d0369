"""Fetches, parses and cleans arXiv, reddit and any RSS or Atom feed; knows no database."""
