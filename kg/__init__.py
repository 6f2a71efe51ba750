"""innocluster: sourced evidence on innovation clusters, and the diagnoses that follow from it."""

__version__ = "0.1.0"
