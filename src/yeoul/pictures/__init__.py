"""Pictures that people send: looked at and written anew in a process of their own.

`decoding` is what the server does: it starts a child for each picture, and passes the file on as it
comes. `decoder` is what runs there. Whatever a file makes a decoder do, it does to the child alone.
"""

from __future__ import annotations
