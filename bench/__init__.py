"""How fast Yeoul is, measured side by side with what people would use instead: see README.md.

``python -m bench`` starts, one after the other, each server under test between one scripted
upstream and one load generator, and writes what it finds. Nothing here is part of the package.
"""
