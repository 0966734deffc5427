"""A module per tab: `NAME_tab(page)` builds it inside the open `gr.Blocks`."""
