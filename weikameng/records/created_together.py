"""Many tables or columns in one step of a migration: Django draws all related models anew after
each operation, which for this many tables is most of the time a first start takes.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreatedTogether(Operation):
    """Create the tables of ``models``, which may point at each other in any order.

    Columns, indexes and constraints of older tables may stand in between; none may change what
    another one of the same step has made.
    """

    category = OperationCategory.ADDITION

    def __init__(self, models: Sequence[Operation]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        drawn = state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)
        if drawn is not None:  # They and their neighbours once for all; the rest if Python asks.
            state.apps = drawn
            changed = {(app_label, _changed(model)) for model in self.models}
            state.reload_models([*changed])
            state.is_delayed = True

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models or parts of them together"


def _changed(operation: Operation) -> str:
    """The model an operation makes or changes, as the state names it."""
    of_part = getattr(operation, "model_name_lower", None)
    return of_part or operation.name_lower  # type: ignore[attr-defined,no-any-return]
