"""`murals report`: the condition report of a wall. Damage is measured, mapped, and written to be printed."""
