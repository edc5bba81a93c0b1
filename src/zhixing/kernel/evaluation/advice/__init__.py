"""Advice: the least change that reaches a better grade."""
