"""Clicks on links of our own: short addresses in what goes out, counted without knowing who came."""
