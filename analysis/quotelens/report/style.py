"""The style sheet that tables and readers carry into JupyterLab, and the report's page into its head."""

from __future__ import annotations

import importlib.resources

CSS = importlib.resources.files("quotelens.report").joinpath("style.css").read_text(encoding="utf-8")
STYLE = f"<style>{CSS}</style>"

# Classes of whatever shows an article's words: JupyterLab (MathJax 3) and Colab (MathJax 2) set "$5 million and $6" as
# a formula in any HTML that a cell gives, save where one of these stands.
NO_MATHS = "mathjax_ignore tex2jax_ignore"
