"""The set-up, checks, tests and packaging of Yeoul in a checkout; none of it is installed.

The Makefile calls ``python3 -m scripts.bootstrap <command>``. Everything here needs only the
standard library, since it runs before anything else is installed.
"""
