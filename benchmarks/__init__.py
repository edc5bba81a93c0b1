"""Benchmarks: what Zhixing takes beside the same work done by other means, in the same call.

Receives: sizes, a seed. Gives: a table of ratios with their spread and peak memory, or a refusal where the two sides do
not give the same result. May touch: a folder for facts and results. Must not touch: the code that it measures.
"""
