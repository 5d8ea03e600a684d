"""Makers: commands that make a study's own tables from publishers' files."""
