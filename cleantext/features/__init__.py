"""What is measured of a segment: wording, meaning, shape, coherence, overlap, neighbourhood. Floor 2."""
