"""Zhixing 知行: a government action plan, compiled into the running system."""

__version__ = "0.1.0"
