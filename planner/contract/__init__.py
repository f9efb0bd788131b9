"""What every operation of the JSON API does alike: errors, pages, times, repeats. Only edges use it."""
