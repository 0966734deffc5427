"""The main job on a bare machine: sample murals that the project draws itself."""
