"""Diagnose: claim selections before the rules run, and the explanation of what they concluded."""
