"""An AWS Lambda function that applies migrations, rolls them back, verifies them and says what is applied.

Its handler is ``new_migration.aws_lambda.handler``; docs/aws-lambda.md says how to deploy it. What goes wrong is an
answer (``"ok": false``) and not an exception: after one, Lambda calls a function again that nobody waits for, and a
migration that failed is to be looked at and not repeated. An exception means a defect of this module.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any, Protocol, get_type_hints

from new_migration import api
from new_migration.aws_secret import conninfo_of_secret
from new_migration.deploy.events import Done, Event, Planned, Retrying, Started
from new_migration.deploy.failure import MigrationFailed
from new_migration.deploy.session import WAIT
from new_migration.deploy.target import is_named, target
from new_migration.deploy_report import (
    applied_object,
    event_lines,
    failure_object,
    rolled_back_object,
    status_object,
    verified_object,
    would_apply_object,
    would_roll_back_object,
)
from new_migration.errors import BadInput, MigrationError, Refused, nearest
from new_migration.postgres.database import merge_conninfo, parameters
from new_migration.report import SCHEMA_VERSION
from new_migration.text_table import printable

SECRET_VARIABLE = "DATABASE_SECRET_ARN"
DIRECTORY_VARIABLE = "MIGRATIONS_DIRECTORY"

# Seconds before Lambda ends the function: to take a transaction back, and to answer.
RESERVE = 3.0

_LOG = logging.getLogger(__name__)
_LOG.setLevel(logging.INFO)  # Lambda's own level is WARNING


class Context(Protocol):
    """What is used of the context object that Lambda passes on."""

    def get_remaining_time_in_millis(self) -> int: ...


def handler(event: object, context: Context | None = None) -> dict[str, Any]:
    """Do what ``event`` says: an ``action`` (``status``, ``apply``, ``rollback``, ``verify``) and what belongs to it.

    The other keys are the parameters of the function in ``new_migration.api`` that has the name of the action, and
    ``dry_run`` where something would be changed. The answer has ``ok``, ``action``, ``exit_code`` (that of the command
    ``migration``) and, unless there is an ``error``, what the command prints with ``--json``.
    """
    call = _Call(event, context)
    head = {"schema": SCHEMA_VERSION, "ok": True, "action": call.action, "exit_code": 0}
    try:
        result, is_good = call.run()
    except MigrationError as error:
        _LOG.error("%s: %s", call.action or "event", _one_line(str(error)))
        said = failure_object(error) if isinstance(error, MigrationFailed) else call.error_object(error)
        return {**head, "ok": False, **said}
    _LOG.info("%s: %s", call.action, "done" if is_good else "not all claims are true")
    return {**head, "ok": is_good, "exit_code": 0 if is_good else 1, **result}


class _Call:
    """One call of the function."""

    def __init__(self, event: object, context: Context | None) -> None:
        self._event, self._context = event, context
        self._done: list[str] = []
        named = event.get("action") if isinstance(event, Mapping) else None
        self.action = named if isinstance(named, str) and named in _ACTIONS else None

    def run(self) -> tuple[dict[str, Any], bool]:
        """The result, and whether all is as it should be. Raises MigrationError."""
        given = _checked(self._event)
        directory = given.pop("directory", None) or os.environ.get(DIRECTORY_VARIABLE) or None
        limit = self._limit(given.get("limit", 0.0))  # before the way to the database: it may take long
        where = {"database_url": _database(limit), "directory": directory}
        assert self.action, "an event without an action is refused"
        return _ACTIONS[self.action](self, where, given)

    def error_object(self, error: MigrationError) -> dict[str, Any]:
        """What went wrong, with the migrations that were done before."""
        done = {"done_before": self._done} if self.action in _CHANGING else {}
        return {"exit_code": error.exit_code, "error": str(error), **done}

    def status(self, where: dict[str, Any], given: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        return status_object(api.status(**where, **given)), True

    def apply(self, where: dict[str, Any], given: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        if given.pop("dry_run", False):
            _, jobs = api.plan_apply(**where, **_of_plan(given, api.plan_apply))
            return would_apply_object(jobs), True
        terms = self._terms(given)
        applied = api.apply(**where, **given, **terms, observer=self._observe)
        return applied_object(applied), applied.holds

    def rollback(self, where: dict[str, Any], given: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        dry_run = given.pop("dry_run", False)
        plan = api.plan_rollback(**where, **_of_plan(given, api.plan_rollback))
        if dry_run:
            return would_roll_back_object(plan), True
        terms = self._terms(given)
        done = api.rollback(**where, **given, **terms, agreed=plan, observer=self._observe)
        return rolled_back_object(done, plan), True

    def verify(self, where: dict[str, Any], given: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        limit = self._limit(given.pop("limit", 0.0))
        found = api.verify(**where, **given, limit=limit)
        return verified_object(found), all(each.holds for each in found)

    def _terms(self, given: dict[str, Any]) -> dict[str, Any]:
        """How long to wait, so that time is left to work in. Takes what it says out of ``given``."""
        limit = self._limit(given.pop("limit", 0.0))
        wait = given.pop("wait", WAIT)
        return {"limit": limit, "wait": min(wait, limit / 2) if limit else wait}

    def _limit(self, wanted: float) -> float:
        """Seconds for the database; 0 where nobody has set a limit. Raises Refused if there is no time."""
        if self._context is None:
            return wanted
        left = self._left()
        if left <= 0:
            raise Refused("the time is up", hint=f"give the function a timeout well above {RESERVE:.0f} s")
        return min(wanted, left) if wanted else left

    def _left(self) -> float:
        """Seconds until an answer must be given."""
        return self._context.get_remaining_time_in_millis() / 1000 - RESERVE if self._context else math.inf

    def _observe(self, event: Event) -> None:
        """Write a line to the log. Raises Refused where the pause before another try is longer than there is time."""
        match event:
            case Planned(names=names):
                _LOG.info("%s: %s", self.action, ", ".join(names) or "nothing to do")
            case Started(name=name):
                _LOG.info("%s: started", name)
            case Done(name=name, seconds=seconds):
                self._done.append(name)
                _LOG.info("%s: %s (%.2f s)", name, _CHANGING[self.action or ""], seconds)
            case _:
                for line in event_lines(event):
                    _LOG.info("%s", _one_line(line))
        if isinstance(event, Retrying) and event.seconds >= self._left():
            raise Refused(f"{event.reason}, and no time is left for another try", hint="run it again")


_ACTIONS: dict[str, Callable[[_Call, dict[str, Any], dict[str, Any]], tuple[dict[str, Any], bool]]] = {
    "status": _Call.status,
    "apply": _Call.apply,
    "rollback": _Call.rollback,
    "verify": _Call.verify,
}
_CHANGING = {"apply": "applied", "rollback": "rolled back"}

# Parameters that are not for whoever calls: where the database is, and Python objects.
_INTERNAL = {"database_url", "observer", "agreed"}
_EXCLUSIVE = ({"names", "to"}, {"names", "last"}, {"to", "last"}, {"names", "everything"})
_LEAST = {"last": 1, "retries": 0, "wait": 0, "limit": 0}


def _keys(action: str) -> dict[str, Any]:
    """The keys that an action takes, with the types of their values."""
    function = getattr(api, action)
    types = get_type_hints(function)
    keys = {name: types[name] for name in signature(function).parameters if name not in _INTERNAL}
    return {**keys, "dry_run": bool} if action in _CHANGING else keys


def _checked(event: object) -> dict[str, Any]:
    """What an event says besides its action, without what is null. Raises BadInput."""
    if not isinstance(event, Mapping):
        raise BadInput("the event is no JSON object", hint='as in {"action": "status"}')
    action = event.get("action")
    if not isinstance(action, str) or action not in _ACTIONS:
        hint = nearest(action, _ACTIONS) if isinstance(action, str) else ""
        what = f"there is no action {action!r}" if "action" in event else "the event has no action"
        raise BadInput(what, hint=hint or f"actions: {', '.join(_ACTIONS)}")
    keys = _keys(action)
    given = {name: value for name, value in event.items() if name != "action"}
    for name, value in given.items():
        if name not in keys:
            raise BadInput(f"{action} takes no {name!r}", hint=nearest(str(name), keys) or f"keys: {', '.join(keys)}")
        if value is not None:
            _check(name, value, keys[name])
    return _without_contradiction({name: value for name, value in given.items() if value is not None})


def _without_contradiction(given: dict[str, Any]) -> dict[str, Any]:
    said = {name for name, value in given.items() if value is not False}
    for pair in _EXCLUSIVE:
        if pair <= said:
            raise BadInput(f"{' and '.join(sorted(pair))} exclude each other")
    return given


def _check(name: str, value: Any, kind: Any) -> None:
    """Raise BadInput for a value of the wrong type, and a number out of range."""
    is_right, words = _KINDS[kind]
    if not is_right(value):
        raise BadInput(f"{name} must be {words}")
    if name in _LEAST and value < _LEAST[name]:
        raise BadInput(f"{name} must be at least {_LEAST[name]}")


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


def _is_integer(value: Any) -> bool:
    return type(value) is int  # True is an int too


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


_KINDS: dict[Any, tuple[Callable[[Any], bool], str]] = {
    api.Folder: (lambda value: isinstance(value, str), "a text"),
    Sequence[str]: (_is_names, "a list of texts, with one at least"),
    bool: (lambda value: isinstance(value, bool), "true or false"),
    int: (_is_integer, "a whole number"),
    int | None: (_is_integer, "a whole number"),
    float: (_is_number, "a number of seconds"),
}


def _of_plan(given: dict[str, Any], plan: Callable[..., Any]) -> dict[str, Any]:
    """Those of the parameters that say what is to be done, and not how."""
    return {name: value for name, value in given.items() if name in signature(plan).parameters}


def _database(limit: float) -> str:
    """Where the database is. Raises BadInput where nothing says so, ServerRefused if the secret cannot be read."""
    arn = os.environ.get(SECRET_VARIABLE)
    if not arn and not is_named(None, os.environ):
        raise BadInput("which database?", hint=f"set DATABASE_URL or {SECRET_VARIABLE}")
    conninfo = target(conninfo_of_secret(arn, os.environ) if arn else None, os.environ)
    return _with_timeout(conninfo, limit) if limit else conninfo


def _with_timeout(conninfo: str, limit: float) -> str:
    """A way to the database on which no more than ``limit`` seconds are lost (libpq: 2 at least)."""
    said = parameters(conninfo).get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT", "")
    seconds = int(said) if said.isdigit() and int(said) else limit
    return merge_conninfo(conninfo, connect_timeout=str(max(2, int(min(seconds, limit)))))


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))
