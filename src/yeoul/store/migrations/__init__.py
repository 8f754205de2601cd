"""The schema's migrations from revision to revision, run by `yeoul.store.upgrade`."""
