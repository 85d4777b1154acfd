"""Findings as text, JSON, SARIF, GitHub workflow commands and GitLab Code Quality."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from new_migration import __version__
from new_migration.errors import MigrationError
from new_migration.lint.judge import Finding
from new_migration.lint.rule import Rule, rules
from new_migration.lint.run import Report
from new_migration.lint.squawk import RULES_PAGE
from new_migration.report import json_text
from new_migration.text_table import printable

_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

# Makes the path of a file that stands in a report.
Where = Callable[[str], str]


def as_text(report: Report, where: Where) -> str:
    """Two lines a finding: where, which rule, what; and what to do."""
    return "\n".join(line for each in report.findings for line in _lines(each, where))


def _lines(each: Finding, where: Where) -> Iterator[str]:
    yield printable(f"{where(each.file)}:{each.line}:{each.column}: {each.rule}: {each.message}")
    if each.hint:
        yield f"  hint: {printable(each.hint)}"


def summary(report: Report) -> str:
    """How many findings in how many files."""
    files = f"{report.files} file{'' if report.files == 1 else 's'}"
    if not report.findings:
        return f"no findings in {files}"
    count = len(report.findings)
    return f"{count} finding{'' if count == 1 else 's'} in {len({each.file for each in report.findings})} of {files}"


def as_json(report: Report, where: Where, *, mended: Mapping[str, str]) -> str:
    """One object."""
    return json_text({
        "findings": [
            {"file": where(each.file), "line": each.line, "column": each.column, "rule": each.rule,
             "message": each.message, "hint": each.hint}
            for each in report.findings
        ],
        "files": report.files,
        "squawk": report.squawk or None,
        "notes": list(report.notes),
        "mended": {where(name): said for name, said in mended.items()},
    })  # fmt: skip


def as_github(report: Report, where: Where) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    return "\n".join(_command(each, where) for each in report.findings)


def _command(each: Finding, where: Where) -> str:
    text = f"{each.message}\n{each.hint}" if each.hint else each.message
    return _error(text, file=where(each.file), line=each.line, col=each.column, title=each.rule)


def failure_as_github(error: MigrationError) -> str:
    """The command of a run that failed, which GitHub shows above the log."""
    return _error(str(error), title="migration lint")


def _error(text: str, **properties: str | int) -> str:
    shown = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::error {shown}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{more}" else letter for letter in text)


def as_gitlab(report: Report, where: Where) -> str:
    """A list for the artifact ``codequality``."""
    entries = [
        {"description": f"{each.message}. {each.hint}" if each.hint else each.message, "check_name": each.rule,
         "fingerprint": fingerprint, "severity": "major",
         "location": {"path": where(each.file), "lines": {"begin": each.line}}}
        for each, fingerprint in zip(report.findings, _fingerprints(report.findings), strict=True)
    ]  # fmt: skip
    return json.dumps(entries, indent=2, ensure_ascii=True)


def as_sarif(report: Report, where: Where) -> str:
    """SARIF 2.1.0, which code scanning of GitHub and others take."""
    names = list(dict.fromkeys([rule.name for rule in rules()] + [each.rule for each in report.findings]))
    known = {rule.name: rule for rule in rules()}
    results = [
        _result(each, fingerprint, names.index(each.rule), where)
        for each, fingerprint in zip(report.findings, _fingerprints(report.findings), strict=True)
    ]
    descriptors = [_descriptor(name, known) for name in names]
    return _log(descriptors, results, {"executionSuccessful": True})


def failure_as_sarif(error: MigrationError) -> str:
    """A run that failed: code scanning then keeps what it knew, and takes no finding for mended."""
    notification = {"level": "error", "message": {"text": str(error)}}
    invocation = {"executionSuccessful": False, "exitCode": error.exit_code}
    return _log([], [], invocation | {"toolExecutionNotifications": [notification]})


def _log(descriptors: list[dict[str, Any]], results: list[dict[str, Any]], invocation: dict[str, Any]) -> str:
    driver = {"name": "migration lint", "version": __version__, "rules": descriptors}
    run = {"tool": {"driver": driver}, "invocations": [invocation], "columnKind": "unicodeCodePoints"}
    log = {"$schema": _SARIF, "version": "2.1.0", "runs": [run | {"results": results}]}
    return json.dumps(log, indent=2, ensure_ascii=True)


def _descriptor(name: str, known: Mapping[str, Rule]) -> dict[str, Any]:
    level = {"defaultConfiguration": {"level": "error"}}
    rule = known.get(name)
    if rule is None:
        return {"id": name, "helpUri": f"{RULES_PAGE}{name}", **level}
    return {
        "id": name,
        "shortDescription": {"text": rule.triggered},
        "fullDescription": {"text": f"{rule.triggered} {rule.effect}"},
        "help": {"text": rule.remedy},
        **level,
    }


def _result(each: Finding, fingerprint: str, index: int, where: Where) -> dict[str, Any]:
    region = {"startLine": each.line, "startColumn": each.column}
    location = {"artifactLocation": {"uri": quote(where(each.file))}, "region": region}
    return {
        "ruleId": each.rule,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": f"{each.message}. {each.hint}" if each.hint else each.message},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"finding/v1": fingerprint},
    }


def _fingerprints(findings: Sequence[Finding]) -> Iterator[str]:
    """The same tomorrow, wherever the finding has moved to in its file; another for each of several alike."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for each in findings:
        key = (each.rule, each.file, each.message)
        seen[key] += 1
        yield hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest()


def place_of(folder: Path, top: Path) -> Where:
    """Paths of a folder's files as a report has them, with slashes, below ``top`` if the folder lies there."""
    absolute = folder.absolute()
    base = absolute.relative_to(top) if absolute.is_relative_to(top) else absolute
    return lambda name: (base / name).as_posix()
