"""What is measured of a segment: wording, shape, coherence, neighbourhood. Floor 2."""
