"""Theme and style sheet of the page, without fonts from elsewhere."""

from pathlib import Path

import gradio as gr

STYLE = Path(__file__).with_name("page.css")
# Fonts that machines have, Chinese ones among them; none is asked for over the network.
SANS = ("ui-sans-serif", "system-ui", "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Consolas", "Noto Sans Mono", "monospace")


def make_theme() -> gr.themes.Base:
    """Return the theme: warm greys of plaster, one accent of iron-oxide red, light and dark."""
    return gr.themes.Base(
        primary_hue=gr.themes.Color(
            c50="#faf3ef",
            c100="#f3e2d9",
            c200="#e6c4b4",
            c300="#d5a08a",
            c400="#c07a5f",
            c500="#a85b40",
            c600="#8f4730",
            c700="#743826",
            c800="#5b2d20",
            c900="#46241b",
            c950="#2a1510",
        ),
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        font=SANS,
        font_mono=MONO,
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        block_border_width="1px",
        block_shadow="none",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_500",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
    )
