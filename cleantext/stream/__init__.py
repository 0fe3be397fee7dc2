"""Files in, files out: batches, workers, resume, rejects.

Floor 5: `clean_files` is in `cleantext.stream.files`.
"""
