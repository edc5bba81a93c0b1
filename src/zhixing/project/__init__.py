"""The wiring: Django's settings, addresses and entry points. No rule, no page, no model."""
