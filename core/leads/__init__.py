"""Ranked leads: grades, budget, reasons in words and safe export."""
