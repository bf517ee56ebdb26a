"""Question sets, measures and reports: how good the answers are."""
