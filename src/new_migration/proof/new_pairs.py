"""The proof of migrations that have just been written, after all that come before them in the folder."""

from __future__ import annotations

from collections.abc import Sequence

from new_migration.creation import Created
from new_migration.errors import BadInput, MigrationError
from new_migration.history.directory import MigrationsDirectory
from new_migration.postgres.database import connect, run_script
from new_migration.postgres.scratch import scratch_server
from new_migration.proof.roundtrip import Proof, Scripts, prove


def prove_new(
    created: Sequence[Created], directory: MigrationsDirectory, *, server: str = "", major: int = 0
) -> list[Proof]:
    """Replay the forward scripts before the new ones on a scratch server, then prove these in their order.

    Stops after the first that is not proven. Raises MigrationError if no server can be had or a script fails before.
    """
    proofs: list[Proof] = []
    with scratch_server(server, major) as scratch, scratch.database() as conninfo:
        _replay(directory, created[0].migration.number, conninfo)
        for each in created:
            proofs.append(prove(conninfo, _scripts(each)))
            if not proofs[-1].is_proven:
                break
    return proofs


def _replay(directory: MigrationsDirectory, before: int, conninfo: str) -> None:
    for migration in directory.migrations():
        if migration.number >= before:
            return
        path = directory.path / migration.forward_file
        try:
            with connect(conninfo) as connection:
                run_script(connection, path.read_text(encoding="utf-8"), name=str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"cannot be read: {error}", where=str(path)) from error
        except MigrationError as error:
            error.what = f"the migrations before cannot be replayed: {error.what}"
            raise


def _scripts(each: Created) -> Scripts:
    paths, texts = each.paths, each.texts
    return Scripts(
        name=each.migration.stem,
        forward=texts["forward"],
        rollback=texts["rollback"],
        verify=texts.get("verify", ""),
        forward_name=str(paths["forward"]),
        rollback_name=str(paths["rollback"]),
        verify_name=str(paths.get("verify", "")),
    )
