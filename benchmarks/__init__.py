"""Measurements of cleantext: quality, peers. Not part of the package.

May import everything in cleantext; nothing in cleantext imports it.
"""
