"""The site: pages that people read and act on, made on the server, with nothing fetched from elsewhere.

Receives: requests of people who have signed in. Gives: pages and workbooks. May touch: the doors of the operations.
Must not touch: any rule; a table; what a person may not see.
"""

__all__: list[str] = []
