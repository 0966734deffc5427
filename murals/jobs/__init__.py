"""The work behind each command: settings in, files out; it combines the modules of the rows above."""
