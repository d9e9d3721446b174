"""Rule kinds, one a file.

How to add one:

1. A module here, named like the kind, with one class below `RuleKind` (see `wmsgit.features.drift.kind`) and its
   instance under the name `KIND`. The class has:
   - `properties` and `required`: its own fields as JSON Schema; the fields of every rule are known already.
     Run `python tests/project/update_schemas.py` afterwards: the editor's schemas are made of them.
   - `needs(rule, sight)`: which extractors are to run on which files (`wmsgit.features.drift.facts.Extractor`). Facts
     are made of a file's bytes alone, are JSON values, and are kept by blob: raise the extractor's version when they
     change. A kind that reads no file has none.
   - `judge(rule, sights)`: the violations, and whatever is not known as `Unknown`. It must not look at anything
     but the rule and the sights, nor remember anything. Say of `is_whole` whether one file's violation may depend
     on other files: then a scan of changed files still gets to see them all.
   - what its fingerprint is made of: the violation's `subject` and `discriminator`. Never a line, never a value
     that rewording or reordering changes; if the subject is not a path but follows from one, `subject_at` says
     what it was when the file had another path.
   - `example_path(rule)`: what a text under `examples` is a file of.
2. A line in `KINDS` in `wmsgit.features.drift.kinds`.
3. tests/features/drift/test_drift_<kind>.py, and an example in docs/drift.md.

Heavy imports stand inside functions: a scan imports only the kinds that its rules name.
"""
