"""What is measured of a segment: its words and wording, meaning, shape, coherence, overlap, neighbourhood.

Floor 2.
"""
