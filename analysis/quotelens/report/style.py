"""The style sheet that tables and readers carry into JupyterLab, and the report's page into its head."""

from __future__ import annotations

import importlib.resources

CSS = importlib.resources.files("quotelens.report").joinpath("style.css").read_text(encoding="utf-8")
STYLE = f"<style>{CSS}</style>"
