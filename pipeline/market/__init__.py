"""Judging market data: ingestion, calendars, facts, contracts, features and selection."""
