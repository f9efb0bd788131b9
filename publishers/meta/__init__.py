"""What Facebook, Instagram and Threads share: the Graph API, its errors, containers and tokens."""
