"""The chance phase: after the plan, combinations that no plan has room for, and the smallest that fails.

ground ── what may be combined ──> drawing ── cases ──> phase ── probes ──> evidence, as from the plan
"""
