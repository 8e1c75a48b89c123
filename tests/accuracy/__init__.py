"""Generates labelled documents and ordinary text, by which the accuracy of the detector is measured.

Nothing here shares code or tables with the detector: values are made from the standards of their issuers, and checked
by python-stdnum where it knows them. `make accuracy` runs it; docs/accuracy.md is what comes of it.
"""
