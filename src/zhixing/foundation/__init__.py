"""Words that every room may use.

Receives: nothing. Gives: issues and places in files, periods, quantities with units, codes, table contracts,
the glossary. May touch: standard and well-kept libraries. Must not touch: any other room of Zhixing, a database,
the network, the clock.
"""
