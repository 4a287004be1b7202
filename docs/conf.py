"""How the site is built: `sphinx-build -W --keep-going -b html docs docs/_build`.

Nothing is fetched while it is built, and no page loads anything from another place when it is read: formulas are
MathML, which browsers draw by themselves. The last step of the build looks for what would (`offline`).
"""

# ruff: noqa: E402  the helpers beside this file are found only after the path says so

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import docstrings
import generate
import offline
from docutils import nodes
from docutils.utils.math import latex2mathml
from sphinx.application import Sphinx

import quotelens

project = "quotelens"
author = copyright = "The quotelens authors"
version = release = quotelens.__version__
language = "en-GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build", "_generated"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

default_role = "py:obj"  # a name between backticks in a docstring leads to what it names, if that is documented
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = "quotelens"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = html_show_sourcelink = html_copy_source = False
html_math_renderer = "mathml"
html_theme_options = {"navigation_with_keys": True}
copybutton_prompt_text = r">>> |\.\.\. |\$ |>   "
copybutton_prompt_is_regexp = True
copybutton_line_continuation_character = "\\"
copybutton_exclude = ".linenos, .gp, .go"


def _inline_formula(writer, node: nodes.math) -> None:
    writer.body.append(latex2mathml.tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def _displayed_formula(writer, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="formula">{latex2mathml.tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def _accessible(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """What the theme leaves out: the level of the menu's headings, and the keyboard's way into code that scrolls."""
    menu = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = menu.replace('role="heading"', 'role="heading" aria-level="2"')
    context["body"] = context.get("body", "").replace("<pre>", '<pre tabindex="0">')


def setup(app: Sphinx) -> None:
    generate.write(HERE / "_generated")
    app.add_html_math_renderer("mathml", (_inline_formula, None), (_displayed_formula, None))
    app.connect("autodoc-process-docstring", docstrings.mend, priority=400)  # before napoleon, at 500
    app.connect("html-page-context", _accessible, priority=900)  # behind the theme, at 500
    app.connect("build-finished", offline.check)
