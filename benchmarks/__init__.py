"""Measurements of cleantext: quality, speed, peers. Not part of the package.

May import everything in cleantext; nothing in cleantext imports it.
"""
