"""Fragility: how firm grades and ranks are when the choices of the method change."""
