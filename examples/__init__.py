"""Examples of Listproof at work: a real backend that the suite judges."""
