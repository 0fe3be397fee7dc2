"""From labelled articles to a model folder. Needs scikit-learn and scipy.

Floor 5: may import everything below; inference never imports it.
"""
