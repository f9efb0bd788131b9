"""Agreeing without signing in: links for clients and members, the letters that bring them, and buttons."""
