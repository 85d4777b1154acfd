"""The address of a database from AWS Secrets Manager: a URL, or the JSON that RDS writes. Nothing here shows it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from new_migration.errors import BadInput, ServerRefused
from new_migration.postgres.database import merge_conninfo

# The keys of RDS ("JSON structure of AWS Secrets Manager database credential secrets") and libpq's.
_KEYS = {"username": "user", "password": "password", "host": "host", "port": "port", "dbname": "dbname"}

# What a secret may lack: one that RDS manages itself holds only the account.
_FROM_ENVIRONMENT = {"host": ("PGHOST", "PGHOSTADDR", "PGSERVICE"), "dbname": ("PGDATABASE", "PGSERVICE")}

_SECONDS = 5


def conninfo_of_secret(arn: str, environment: Mapping[str, str]) -> str:
    """The conninfo that a secret holds; what it lacks must be in libpq's ``environment``.

    ``arn`` may be its name too. Raises ServerRefused if it cannot be read, BadInput if it is no address.
    """
    text = _secret(arn).strip()
    if not text.startswith("{"):
        return merge_conninfo(text)
    return merge_conninfo("", **_parts(text, environment))


def _secret(arn: str) -> str:
    """The text of a secret, in the region that its ARN names."""
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        raise BadInput("boto3 is not installed", hint="Lambda's Python has it; elsewhere: pip install boto3") from None

    for name in ("botocore", "boto3"):  # at level DEBUG they write answers to the log
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    config = Config(connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 2})
    region = arn.split(":")[3] if arn.count(":") >= 6 else None
    try:
        client = boto3.session.Session().client("secretsmanager", region_name=region, config=config)
        answer = client.get_secret_value(SecretId=arn)
    except (BotoCoreError, ClientError) as error:
        hint = "may the function's role call secretsmanager:GetSecretValue, and is there a way to it out of the VPC?"
        raise ServerRefused(f"the secret cannot be read: {error}", hint=hint) from None
    if "SecretString" not in answer:
        raise BadInput("the secret is binary", hint="store a URL, or JSON as RDS writes it")
    return str(answer["SecretString"])


def _parts(text: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What JSON says, in libpq's words. Raises BadInput, which quotes none of it."""
    try:
        said: dict[str, Any] = json.loads(text)
    except ValueError:
        raise BadInput("the secret is neither a URL nor JSON") from None
    engine = str(said.get("engine", "postgres"))
    if "postgres" not in engine:  # aurora-postgresql too
        raise BadInput("the secret is not about PostgreSQL", hint="its engine is another one")
    parts = {ours: str(said[theirs]) for theirs, ours in _KEYS.items() if said.get(theirs) not in (None, "")}
    if "user" not in parts:
        raise BadInput("the secret has no username")
    for key, variables in _FROM_ENVIRONMENT.items():
        if key not in parts and not any(environment.get(variable) for variable in variables):
            raise BadInput(f"the secret has no {key}", hint=f"set {variables[0]}")
    return parts
