"""Evidence of a run: digests, the audit ledger, trails, traces and the MLflow mirror."""
