"""Runs the chapters' code into the cache from which the site is built."""
