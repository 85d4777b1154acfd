"""Pieces of CREATE TABLE and CREATE INDEX as the user writes them, parsed with PostgreSQL's grammar into values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from new_migration.authoring.expressions import identifier, identifiers, read_expression, table
from new_migration.authoring.spelling import closed_tokens, name_of, spell, spell_type, split_at_commas
from new_migration.authoring.values import (
    Clause,
    Column,
    Constraint,
    Expression,
    Identifier,
    Index,
    IndexElement,
    Reference,
    SqlType,
    Table,
)
from new_migration.errors import BadInput, Place
from new_migration.postgres import sql
from new_migration.postgres.sql import Token

_KINDS = {"CONSTR_PRIMARY": "PRIMARY KEY", "CONSTR_UNIQUE": "UNIQUE", "CONSTR_CHECK": "CHECK",
          "CONSTR_EXCLUSION": "EXCLUDE", "CONSTR_FOREIGN": "FOREIGN KEY"}  # fmt: skip
_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_MATCHES = {"f": " MATCH FULL", "p": " MATCH PARTIAL"}


def column(text: str, *, name: str) -> Column:
    """A column definition, as ``email varchar(255) NOT NULL``. Raises BadInput with the place of what is wrong."""
    tokens = closed_tokens(text, name=name)
    try:
        return _column(text, tokens, name)
    except BadInput as error:
        quoted = _with_first_word_quoted(text, tokens)
        if quoted == text:
            raise
        try:
            return _column(quoted, closed_tokens(quoted, name=name), name)
        except BadInput:
            raise error from None


def _column(text: str, tokens: Sequence[Token], name: str) -> Column:
    elements = sql.parse_within(_COLUMN_PREFIX, text, ")", name=name).stmts[0].stmt.create_stmt.table_elts
    if len(elements) != 1:
        where = Place.at_offset(name, text, _first_comma(tokens))
        raise BadInput("one column is wanted here", where=where, hint="give each column on its own")
    if not elements[0].HasField("column_def"):
        raise BadInput("a column definition is wanted, as in CREATE TABLE: name, then type", where=_start(name, text))
    return _ColumnReader(text, tokens, elements[0].column_def, name).column()


def _with_first_word_quoted(text: str, tokens: Sequence[Token]) -> str:
    """The text with its first word as a quoted name, where that is a word which SQL keeps for itself."""
    first = tokens[0]
    if first.keyword not in {"reserved", "type_func_name"}:
        return text
    return sql.quote_identifier(name_of(first)) + text[first.end :]


def sql_type(text: str, *, name: str) -> SqlType:
    """A data type and nothing else, as ``numeric(10,2)``."""
    tokens = closed_tokens(text, name=name)
    tree = sql.parse_within("CREATE TABLE t (c ", text, ")", name=name)
    elements = tree.stmts[0].stmt.create_stmt.table_elts
    only = len(elements) == 1 and elements[0].HasField("column_def")
    if not only or elements[0].column_def.constraints or elements[0].column_def.HasField("coll_clause"):
        raise BadInput("a data type is wanted, and nothing else", where=_start(name, text))
    return SqlType(text=spell_type(tokens))


def table_constraint(text: str, *, name: str) -> Constraint:
    """A constraint of a table, as ``CHECK (price > 0)``, ``UNIQUE (a, b)`` or ``FOREIGN KEY (a) REFERENCES t``."""
    tokens = closed_tokens(text, name=name)
    tree = sql.parse_within("CREATE TABLE t (", text, ")", name=name)
    elements = tree.stmts[0].stmt.create_stmt.table_elts
    if len(elements) != 1 or not elements[0].HasField("constraint"):
        raise BadInput("one table constraint is wanted: PRIMARY KEY, UNIQUE, CHECK, FOREIGN KEY or EXCLUDE",
                       where=_start(name, text))  # fmt: skip
    return _constraint(elements[0].constraint, tokens, of_table=True)


def reference(text: str, *, name: str) -> Reference:
    """What follows REFERENCES: a table, perhaps with its columns in brackets."""
    tokens = closed_tokens(text, name=name)
    bracket = next((i for i, token in enumerate(tokens) if token.text == "("), len(tokens))
    end = tokens[bracket].start if bracket < len(tokens) else len(text)
    rest = tokens[bracket:]
    if rest and rest[-1].text != ")":
        raise BadInput("only a table and its columns are wanted", where=Place.at_offset(name, text, rest[-1].start),
                       hint="ON DELETE, ON UPDATE, MATCH and DEFERRABLE have answers of their own")  # fmt: skip
    inner = text[rest[0].end : rest[-1].start] if rest else ""
    return Reference(table=table(text[:end], name=name), columns=identifiers(inner, name=name) if rest else ())


def _reference(node: Any) -> Reference:
    return Reference(table=_table(node.pktable), columns=_names(node.pk_attrs))


def _table(node: Any) -> Table:
    schema = Identifier(raw=node.schemaname) if node.schemaname else None
    return Table(schema=schema, name=Identifier(raw=node.relname))


def _names(nodes: Any) -> tuple[Identifier, ...]:
    return tuple(Identifier(raw=node.string.sval) for node in nodes)


def _first_comma(tokens: Sequence[Token]) -> int:
    return next(split_at_commas(tokens))[-1].end


def _start(name: str, text: str) -> Place:
    return Place.at_offset(name, text, len(text) - len(text.lstrip()))


class _ColumnReader:
    """Reads one ColumnDef: each part is cut out of the user's text at the places that the parser gives."""

    def __init__(self, text: str, tokens: Sequence[Token], node: Any, name: str) -> None:
        self.text, self.tokens, self.node, self.name = text, tokens, node, name
        self.parts = [constraint.constraint for constraint in node.constraints]

    def column(self) -> Column:
        """The value. Raises BadInput for parts that contradict one another."""
        self._refuse_contradictions()
        head = self._head()
        storage = next((i for i, t in enumerate(head) if t.kind in {"STORAGE", "COMPRESSION"} and i > 1), len(head))
        return Column(
            name=identifier(head[0].text, name=self.name),
            type=SqlType(text=spell_type(head[1:storage])),
            storage=spell(head[storage:], keywords_to_depth=1),
            collation=self._collation(),
            default=self._default(),
            generated=self._generated(),
            null=self._null(),
            not_null_name=self._not_null_name(),
            constraints=tuple(self._constraints()),
        )

    def _offset(self, location: int) -> int:
        return sql.character_offset(_COLUMN_PREFIX + self.text, location) - len(_COLUMN_PREFIX)

    def _cuts(self) -> list[int]:
        collation = [self.node.coll_clause.location] if self.node.HasField("coll_clause") else []
        starts = sorted(self._offset(place) for place in [*collation, *(part.location for part in self.parts)])
        return [*starts, len(self.text)]

    def _head(self) -> list[Token]:
        return [token for token in self.tokens if token.start < self._cuts()[0]]

    def _cut(self, location: int) -> list[Token]:
        start = self._offset(location)
        end = dict(pairwise(self._cuts()))[start]
        return [token for token in self.tokens if start <= token.start < end]

    def _of_type(self, *contypes: str) -> list[Any]:
        return [part for part in self.parts if _contype(part) in contypes]

    def _collation(self) -> str:
        if not self.node.HasField("coll_clause"):
            return ""
        return spell(self._cut(self.node.coll_clause.location), keywords_to_depth=1)

    def _default(self) -> Expression | None:
        for part in self._of_type("CONSTR_DEFAULT"):
            return read_expression(self._cut(part.location)[1:], part.raw_expr)
        return None

    def _generated(self) -> str:
        for part in self._of_type("CONSTR_GENERATED", "CONSTR_IDENTITY"):
            tokens = _without_name(self._cut(part.location), part)
            if _contype(part) == "CONSTR_GENERATED" and tokens[-1].text.upper() not in {"STORED", "VIRTUAL"}:
                raise BadInput("a generated column must say STORED or VIRTUAL", where=self._place(part),
                               hint="without it the meaning depends on the version of the server")  # fmt: skip
            return spell(tokens, keywords_to_depth=1 if _contype(part) == "CONSTR_GENERATED" else 2)
        return ""

    def _null(self) -> bool | None:
        stated = self._of_type("CONSTR_NULL", "CONSTR_NOTNULL")
        return _contype(stated[0]) == "CONSTR_NULL" if stated else None

    def _not_null_name(self) -> Identifier | None:
        names = [Identifier(raw=part.conname) for part in self._of_type("CONSTR_NOTNULL") if part.conname]
        return names[0] if names else None

    def _constraints(self) -> Iterator[Constraint]:
        for position, part in enumerate(self.parts):
            if _contype(part) in _KINDS:
                attributes = list(self._attributes(position))
                tokens = [token for piece in (part, *attributes) for token in self._cut(piece.location)]
                yield _constraint(part, tokens, attributes=attributes)

    def _attributes(self, position: int) -> Iterator[Any]:
        """DEFERRABLE and the like, which the parser gives as parts of their own behind the constraint."""
        for part in self.parts[position + 1 :]:
            if not _contype(part).startswith("CONSTR_ATTR_"):
                return
            yield part

    def _refuse_contradictions(self) -> None:
        for contypes in (("CONSTR_NULL", "CONSTR_NOTNULL"), ("CONSTR_DEFAULT", "CONSTR_GENERATED", "CONSTR_IDENTITY"),
                         ("CONSTR_PRIMARY",)):  # fmt: skip
            found = self._of_type(*contypes)
            if len(found) > 1:
                first, second = (_WORDS[_contype(part)] for part in found[:2])
                what = f"{second} is stated twice" if first == second else f"{second} contradicts {first}"
                raise BadInput(what, where=self._place(found[1]))

    def _place(self, part: Any) -> Place:
        return Place.at_offset(self.name, self.text, self._offset(part.location))


_COLUMN_PREFIX = "CREATE TABLE t ("
_WORDS = {"CONSTR_NULL": "NULL", "CONSTR_NOTNULL": "NOT NULL", "CONSTR_DEFAULT": "DEFAULT",
          "CONSTR_GENERATED": "GENERATED", "CONSTR_IDENTITY": "IDENTITY", "CONSTR_PRIMARY": "PRIMARY KEY"}  # fmt: skip
_ATTRIBUTES = {"CONSTR_ATTR_DEFERRABLE": " DEFERRABLE", "CONSTR_ATTR_NOT_DEFERRABLE": " NOT DEFERRABLE",
               "CONSTR_ATTR_DEFERRED": " INITIALLY DEFERRED", "CONSTR_ATTR_IMMEDIATE": " INITIALLY IMMEDIATE",
               "CONSTR_ATTR_ENFORCED": " ENFORCED", "CONSTR_ATTR_NOT_ENFORCED": " NOT ENFORCED"}  # fmt: skip


def _contype(part: Any) -> str:
    return str(part.DESCRIPTOR.fields_by_name["contype"].enum_type.values_by_number[part.contype].name)


def _constraint(
    part: Any, tokens: Sequence[Token], *, of_table: bool = False, attributes: Sequence[Any] = ()
) -> Constraint:
    kind = _KINDS[_contype(part)]
    columns = _names(part.fk_attrs) if kind == "FOREIGN KEY" else _names(part.keys)
    if kind == "CHECK":
        columns = tuple(Identifier(raw=name) for name in read_expression((), part.raw_expr).columns)
    foreign = kind == "FOREIGN KEY"
    return Constraint(
        kind=kind,
        name=Identifier(raw=part.conname) if part.conname else None,
        columns=columns,
        of_table=of_table,
        body="" if foreign else spell(_without_name(tokens, part), keywords_to_depth=1),
        reference=_reference(part) if foreign else None,
        on_delete=_on_delete(part, tokens) if foreign else "",
        rest=_rest(part, attributes) if foreign else "",
    )


def _without_name(tokens: Sequence[Token], part: Any) -> Sequence[Token]:
    return tokens[2:] if part.conname else tokens


def _on_delete(part: Any, tokens: Sequence[Token]) -> str:
    """The action where one is stated: the parser says NO ACTION also where nothing is."""
    stated = any(a.kind == "ON" and b.kind == "DELETE_P" for a, b in pairwise(tokens))
    columns = f" ({', '.join(map(str, _names(part.fk_del_set_cols)))})" if part.fk_del_set_cols else ""
    return _ACTIONS[part.fk_del_action] + columns if stated else ""


def _rest(part: Any, attributes: Sequence[Any]) -> str:
    update = f" ON UPDATE {_ACTIONS[part.fk_upd_action]}" if part.fk_upd_action != "a" else ""
    words = "".join(_ATTRIBUTES[_contype(attribute)] for attribute in attributes)
    deferrable = " DEFERRABLE" if part.deferrable else ""
    deferred = " INITIALLY DEFERRED" if part.initdeferred else ""
    return _MATCHES.get(part.fk_matchtype, "") + update + words + deferrable + deferred


def index(text: str, *, name: str) -> Index:
    """An index: its columns or expressions, or all that follows CREATE INDEX (``idx_x ON t (a) WHERE b``)."""
    tokens = closed_tokens(text, name=name)
    whole = any(token.kind == "ON" for token in tokens[:3]) or tokens[0].kind == "UNIQUE"
    if whole:
        unique = tokens[0].kind == "UNIQUE"
        prefix = "CREATE " if unique else "CREATE INDEX "
        return _whole_index(prefix, text, tokens, name)
    runs = list(split_at_commas(tokens))
    if all(len(run) == 1 and run[0].is_name for run in runs):  # also where a name is a reserved word
        return Index(elements=tuple(_column_element(column) for column in identifiers(text, name=name)))
    node = sql.parse_within("CREATE INDEX ON t (", text, ")", name=name).stmts[0].stmt.index_stmt
    return Index(elements=_elements(node.index_params, tokens))


def _column_element(column: Identifier) -> IndexElement:
    return IndexElement(text=str(column), column=column, words=(column.raw,))


def _whole_index(prefix: str, text: str, tokens: Sequence[Token], name: str) -> Index:
    node = sql.parse_within(prefix, text, "", name=name).stmts[0].stmt.index_stmt
    if node.concurrent or node.if_not_exists or not node.relation.inh:
        raise BadInput("CONCURRENTLY, IF NOT EXISTS and ONLY are not said here", where=_start(name, text))
    runs = _brackets(tokens)
    return Index(
        name=Identifier(raw=node.idxname) if node.idxname else None,
        table=_table(node.relation),
        elements=_elements(node.index_params, runs["ON"]),
        unique=node.unique,
        method=Identifier(raw=node.access_method),
        include=tuple(Identifier(raw=item.index_elem.name) for item in node.index_including_params),
        nulls_not_distinct=node.nulls_not_distinct,
        storage=Clause(text=spell(runs["WITH"])) if "WITH" in runs else None,
        tablespace=Identifier(raw=node.table_space) if node.table_space else None,
        where=_index_condition(node, tokens),
    )


def _brackets(tokens: Sequence[Token]) -> dict[str, Sequence[Token]]:
    """What stands in the outermost brackets, by the last of ON, INCLUDE, WITH or WHERE before them."""
    found: dict[str, Sequence[Token]] = {}
    depth, start, word = 0, 0, ""
    for position, token in enumerate(tokens):
        if not depth and token.text.upper() in {"ON", "INCLUDE", "WITH", "WHERE"}:
            word = token.text.upper()
        if token.text == "(":
            start = position + 1 if not depth else start
            depth += 1
        elif token.text == ")":
            depth -= 1
            if not depth and word not in found:
                found[word] = tokens[start:position]
    return found


def _index_condition(node: Any, tokens: Sequence[Token]) -> Expression | None:
    if not node.HasField("where_clause"):
        return None
    depth = 0
    for position, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if not depth and token.kind == "WHERE":
            return read_expression(tokens[position + 1 :], node.where_clause)
    return None


def _elements(params: Any, tokens: Sequence[Token]) -> tuple[IndexElement, ...]:
    return tuple(_element(item.index_elem, run) for item, run in zip(params, split_at_commas(tokens), strict=True))


def _element(node: Any, tokens: Sequence[Token]) -> IndexElement:
    text = _spell_element(tokens)
    if node.name:
        return IndexElement(text=text, column=Identifier(raw=node.name), words=(node.name,))
    read = read_expression(tokens, node.expr)
    words = "_".join(dict.fromkeys([*read.functions, *read.columns])) or "expression"
    return IndexElement(text=text, words=(words,))


_ORDER = {"ASC", "DESC", "NULLS_LA", "NULLS_P", "FIRST_P", "LAST_P", "COLLATE"}


def _spell_element(tokens: Sequence[Token]) -> str:
    """An element with the words of its order in upper case; a column may have the name of such a word."""
    order = next((i for i, t in enumerate(tokens) if i and t.kind in _ORDER and t.kind != "COLLATE"), len(tokens))
    head, tail = spell(tokens[:order]), spell(tokens[order:], keywords_to_depth=1)
    first = sql.quote_identifier(name_of(tokens[0])) if order == 1 else head
    return f"{first} {tail}" if tail else first

