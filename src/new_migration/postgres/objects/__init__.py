"""The schema of a database as a graph of objects, each with the SQL that restores it exactly.

    objects = read_objects(connection)          one round trip; text = objects.to_json(); Objects.from_json(text)
    node = objects.column("", "users", "email") a Node, or None; "" is the schema that the search path finds

Looking up: ``table(schema, name)``, ``view`` (also materialized), ``index`` (that belongs to no constraint),
``sequence``, ``statistics``, ``enum``, ``type`` (schema, name); ``column``, ``constraint``, ``trigger``, ``policy``,
``rule`` (schema, table, name); ``function(schema, name, argument_types)``; ``schema(name)``, ``extension(name)``. Names
are those of the catalog, without quotes. Lists of names: ``tables``, ``views``, ``indexes``, ``sequences``,
``functions``, ``enums``, ``schemas``, ``extensions`` as statements print them; ``columns(schema, table)``,
``constraints``, ``triggers``, ``policies``, ``rules`` as in the catalog; ``nodes()`` gives all.

A Node: ``kind``, ``schema``, ``name``, ``table``, ``signature``, ``printed`` (as in statements); ``create``, statements
that make it with its owner, comment and privileges; ``drop``, one statement ("" where there is none); ``is_inherited``,
whether a DROP is refused because it comes from another table's. Columns have ``type``, ``default``, ``is_required``,
``is_generated``, ``is_identity``, ``set_default``, ``set_required`` (as it is: SET or DROP NOT NULL),
``set_storage``; enums ``labels``.

``lost(node)``: what vanishes with it unnamed. ``blocking(node)``: what refuses its DROP, and what refuses theirs, in
the order in which to drop it. ``restore(node)``: what makes it and what was lost with it; then the blocking ones in
reverse order. So this changes nothing but the place of a column:

    for each in (*objects.blocking(node), node): execute(each.drop)
    for each in (node, *reversed(objects.blocking(node))): execute each of objects.restore(each)

``refill(node)``, of a column: the same statements in two parts, between which a script can put the values back.
``set_comment(node)``: the statement that sets its present comment, or that it has none. ``set_privileges(node)``: what
gives a new object the present privileges.

Statements end with a semicolon and are printed for the search path with which a session starts: what that finds stands
bare. ``SET LOCAL ROLE`` stands before a grant that somebody else than the owner has made: it wants a transaction.
"""

from __future__ import annotations

from new_migration.postgres.database import Connection
from new_migration.postgres.objects.node import Node
from new_migration.postgres.objects.objects import Objects
from new_migration.postgres.objects.query import read

__all__ = ["Node", "Objects", "read_objects"]


def read_objects(connection: Connection) -> Objects:
    """The whole schema of the connection's database, in one round trip. Raises ServerRefused."""
    return Objects(read(connection))
