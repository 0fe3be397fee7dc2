"""The corpus of real pages, rebuilt from public sources and from labels without texts.

The extractors are imported only when pages are read: the extra ``corpora`` installs them.
"""
