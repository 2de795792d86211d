"""Bundled prices and the baselines of the bundled profiles."""
