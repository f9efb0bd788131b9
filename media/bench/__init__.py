"""The bench: what works on one file, in a process of its own (media/workshop.py). Pure Python and Pillow."""
