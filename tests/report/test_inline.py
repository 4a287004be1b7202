import base64
import hashlib
import re

from quotelens.report import inline


def test_modules_become_one_script_and_keep_their_names_to_themselves() -> None:
    modules = {
        "a.js": "const MOST = 1;\nexport function start(document) { document.a = MOST; }\n",
        "b.js": "export const MOST = 2;\nexport class Part {}\nexport async function start(document) {}\n",
    }
    assert inline.assemble(modules) == (
        "\n{ // a.js\nconst MOST = 1;\nfunction start(document) { document.a = MOST; }\nstart(document);\n}\n"
        "{ // b.js\nconst MOST = 2;\nclass Part {}\nasync function start(document) {}\nstart(document);\n}\n"
    )


def test_the_policy_admits_the_script_by_its_hash_and_nothing_else() -> None:
    digest = base64.b64encode(hashlib.sha256(b"let x = 1;").digest()).decode()
    assert inline.policy("let x = 1;") == (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )


def test_what_ships_can_stand_within_a_page() -> None:
    assert "{ // filters.js\n" in inline.SCRIPT
    assert "</script" not in inline.SCRIPT.lower()
    assert "<!--" not in inline.SCRIPT
    assert not re.search(
        r"^(import|export)\b|\beval\(|new Function|\.innerHTML|insertAdjacentHTML", inline.SCRIPT, re.MULTILINE
    )
    assert "</style" not in inline.CSS.lower()
    assert not re.search(r"url\(|@import", inline.CSS)
    assert inline.CSS.count(".ql-legend legend {") == 1
