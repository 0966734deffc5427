"""The network, what it is judged by, and how it learns."""
