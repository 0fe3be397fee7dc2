"""Speed: how long cleantext and its peers take for the same texts.

All in-memory figures are taken in one set of rounds, so that every method meets
the same moments of a machine that is rarely idle; see `rounds`.
"""
