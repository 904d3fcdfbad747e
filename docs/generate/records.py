"""The page of the tables: what each row is, its columns, and what PostgreSQL itself enforces."""

from __future__ import annotations

import inspect
import re
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.models import CASCADE, CheckConstraint, Field, ForeignKey, Index, Model, Q, UniqueConstraint

from docs.generate.markdown import section, table, whole
from sightline.audit.sql import APPEND_ONLY
from sightline.config.embedded import APP, OWNER

INTRO = f"""The tables, layer by layer from the bottom. Moments are in UTC. The tables belong to the role `{OWNER}`,
which is used for migrations alone; the application's role `{APP}` owns nothing and may only select, insert, update
and delete rows. In {", ".join(f"`{name}`" for name in APPEND_ONLY)} it may not even do that: rows are added and
never changed or removed, by anybody. A row that others refer to cannot be removed, except where it is said that they go
with it."""
KINDS = {
    "BigAutoField": "number, given by the database", "BigIntegerField": "number", "BooleanField": "yes or no",
    "DateField": "day", "DateRangeField": "days, from and until", "DateTimeField": "moment", "EmailField": "address",
    "FloatField": "decimal number", "JSONField": "structure", "PositiveIntegerField": "number from 0",
    "PositiveSmallIntegerField": "number from 0", "TextField": "text", "TimeField": "time of day",
    "UUIDField": "unique id",
}  # fmt: skip
LOOKUPS = {"exact": "is {}", "isnull": "is {}", "in": "is one of {}", "gte": "is at least {}", "gt": "is above {}",
           "lte": "is at most {}", "lt": "is below {}"}  # fmt: skip
STATEMENT = re.compile(r"^\s*(CREATE FUNCTION \w+|CREATE (?:TRIGGER|POLICY)[^;]*|ALTER TABLE[^;]*)", re.MULTILINE)


def page() -> str:
    """One part a layer, then what the migrations say in SQL of their own."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("sightline.")]
    return whole("The record: tables", INTRO, *map(_layer, ours), section("Enforced in SQL of our own", _own_sql()))


def _layer(app: AppConfig) -> str:
    models = list(app.get_models())
    says = " ".join((inspect.getdoc(app.models_module) or "").split()) if app.models_module else ""
    return section(f"`{app.label}`", says, *map(_model, models)) if models else ""


def _model(model: type[Model]) -> str:
    meta = model._meta
    says = " ".join((inspect.getdoc(model) or "").split())
    columns = [(f"`{f.column}`", _kind(f), _remarks(f)) for f in meta.local_fields]
    enforced = [f"- {_constraint(c)} (`{c.name}`)" for c in meta.constraints]
    quick = [f"- found quickly by {_index(i)}" for i in meta.indexes]
    return section(
        f"`{meta.db_table}`", says, table(("Column", "Holds", ""), columns), "\n".join([*enforced, *quick]), level=3
    )


def _kind(field: Field[Any, Any]) -> str:
    if isinstance(field, ForeignKey):
        return f"a row of `{field.related_model._meta.db_table}`"
    if field.get_internal_type() == "CharField":
        return f"text, at most {field.max_length} characters"
    return KINDS[field.get_internal_type()]


def _remarks(field: Field[Any, Any]) -> str:
    """Whether it is the key, may be missing, must be unique, which values there are, and what is noted on it."""
    said = ["the row's key"] if field.primary_key else ["each once"] if field.unique else []
    said += ["may be missing"] if field.null else []
    said += ["goes with the row it belongs to"] if _goes_with(field) else []
    said += ["one of: " + ", ".join(str(value) for value, _ in field.choices)] if field.choices else []
    return "; ".join([*said, *([str(field.help_text)] if field.help_text else [])])


def _goes_with(field: Field[Any, Any]) -> bool:
    return isinstance(field, ForeignKey) and field.remote_field.on_delete is CASCADE


def _constraint(constraint: Any) -> str:
    if isinstance(constraint, UniqueConstraint):
        where = f" among rows where {_condition(constraint.condition)}" if constraint.condition else ""
        empty = ", a missing value counted as a value" if constraint.nulls_distinct is False else ""
        return f"one row for each {_list(constraint.fields)}{where}{empty}"
    if isinstance(constraint, CheckConstraint):
        return f"every row: {_condition(constraint.condition)}"
    assert isinstance(constraint, ExclusionConstraint)
    columns = [expression for expression, _ in constraint.expressions]
    same = _list(_name(column) for column in columns if not isinstance(column, str))
    return f"no two rows of one {same} whose {_list(c for c in columns if isinstance(c, str))} overlap"


def _name(expression: Any) -> str:
    """The column an expression is about, however deep it stands."""
    return str(expression.name) if hasattr(expression, "name") else _name(expression.get_source_expressions()[0])


def _index(index: Index) -> str:
    where = f", among rows where {_condition(index.condition)}" if index.condition else ""
    return _list(name.removeprefix("-") for name, _ in index.fields_orders) + where


def _list(names: Any) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _condition(asked: Any) -> str:
    """A condition as a sentence: `state` is "open" and `watched_at` is missing."""
    if isinstance(asked, tuple):
        return _one(*asked)
    parts = [
        f"({_condition(c)})" if isinstance(c, Q) and len(c.children) > 1 else _condition(c) for c in asked.children
    ]
    joined = f" {asked.connector.lower()} ".join(parts)
    return f"not ({joined})" if asked.negated else joined


def _one(path: str, value: Any) -> str:
    name, _, lookup = path.partition("__")
    if value is None or lookup == "isnull":
        return f"`{name}` is {'missing' if value is None or value else 'there'}"
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"`{name}` {LOOKUPS[lookup or 'exact'].format(shown)}"


def _own_sql() -> str:
    """The first line of each statement that a migration of ours runs as SQL."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = sorted(key for key in loader.disk_migrations if apps.get_app_config(key[0]).name.startswith("sightline."))
    found = [
        (f"`{app}`", f"`{' '.join(statement.split())}`")
        for app, name in ours
        for operation in loader.disk_migrations[app, name].operations
        if isinstance(operation, RunSQL)
        for statement in STATEMENT.findall(str(operation.sql))
    ]
    return table(("Layer", "Statement"), found)
