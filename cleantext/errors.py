"""The error tree. Floor 0.

CleantextError
├── ModelError (ValueError)        a model folder that cannot be trusted, read or written
│   └── ModelNotFoundError (FileNotFoundError)
├── RecordError (ValueError)       a record or file that cannot be read
├── RepeatsError (ValueError)      a table of repeats that cannot be read
│   └── RepeatsNotFoundError (FileNotFoundError)
├── TrainingError (ValueError)     labelled articles a model cannot be trained on
├── ResumeError (ValueError)       an interrupted run that cannot be continued as asked
├── WorkerError (RuntimeError)     a worker process that ended before its work did
└── MissingLibraryError (ImportError)  a library that is only installed on demand
"""


class CleantextError(Exception):
    """Root of every error cleantext raises on purpose."""


class ModelError(CleantextError, ValueError):
    """A model folder is damaged, of another format version or inconsistent, or holds other files."""


class ModelNotFoundError(ModelError, FileNotFoundError):
    """There is no model folder at the given path."""


class RecordError(CleantextError, ValueError):
    """A record or file cannot be read; the message names the file and, where known, the line."""


class RepeatsError(CleantextError, ValueError):
    """A file is not a table of repeats, or is damaged or of another format version."""


class RepeatsNotFoundError(RepeatsError, FileNotFoundError):
    """There is no table of repeats at the given path."""


class TrainingError(CleantextError, ValueError):
    """The labelled articles cannot train a model; the message says what is missing."""


class ResumeError(CleantextError, ValueError):
    """A run was interrupted before; the message says what to do about it."""


class WorkerError(CleantextError, RuntimeError):
    """A worker process ended before its work did."""


class MissingLibraryError(CleantextError, ImportError):
    """A library is not installed; the message says which to install."""
