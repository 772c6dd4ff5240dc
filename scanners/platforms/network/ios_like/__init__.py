"""Configurations that look like Cisco IOS, which many platforms have."""
