"""Known failures: a file that says which findings are known and why, so that a run fails on others alone."""
