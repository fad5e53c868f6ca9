"""Benchmarks: ratios to named baselines."""
