"""Checks of headers, sources, prose and translations; they yield problems and change no file."""
