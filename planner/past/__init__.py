"""Posts that were published before there was Almanac, brought in from a table with their numbers."""
