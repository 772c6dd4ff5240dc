"""Findings for people and programs: one file per format, one summary model, texts in Japanese and English."""
