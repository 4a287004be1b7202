"""What a report was made from, as its manifest has it; `test_output` has the whole of it."""

from dataclasses import replace

from quotelens import tables
from quotelens.report import manifest
from quotelens.study import Study


def test_the_manifest_counts_what_was_corrected(study: Study) -> None:
    rows = [
        {"line": k, "doc_id": "a", "action": "accept", "applied": reason is None, "reason": reason}
        for k, reason in enumerate((None, None, "superseded", "no_quote", "outside", "no_article"), start=1)
    ]
    used = {**study.provenance, "corrections": {"name": "corrections.jsonl", "sha256": "cd" * 32}}
    corrected = replace(study, corrections=tables.CORRECTIONS.frame(rows), provenance=used)
    assert manifest.build(corrected, [], None)["corrections"] == {
        "name": "corrections.jsonl", "sha256": "cd" * 32, "applied": 2, "superseded": 1, "not_applied": 3,
    }  # fmt: skip
