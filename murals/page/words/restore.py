"""Texts of the tab Restore: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    "restore.photograph": ("Photograph of a damaged mural", "受损壁画的照片"),
}
