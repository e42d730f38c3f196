"""Plugins that pytest loads before anything reads the settings."""
