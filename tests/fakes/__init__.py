"""Real HTTP servers that behave like networks, and misbehave on demand."""
