"""Who is told of what, in which way and when; and that nothing which must be told gets lost."""
