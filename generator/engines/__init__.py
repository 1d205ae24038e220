"""Engines: what makes a site of written pages. MkDocs is the default; others take its place."""
