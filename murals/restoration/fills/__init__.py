"""What is painted into a loss: a tone by the network, and over it paint of the same wall.

`neutral.py` gives the tone, `mimetic.py` the paint; both work window by window (`windows.py`).
"""
