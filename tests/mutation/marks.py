"""Marks in the code of a module: before each statement of its functions a call with its line."""

import ast
from collections.abc import Iterator
from typing import Any

# What the marks call, with path and line; whoever runs marked code puts it among the builtins.
MARK = "__reached__"
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


class _Marks(ast.NodeTransformer):
    """Puts a call with path and line before each statement of a function."""

    def __init__(self, path: str) -> None:
        self.path, self.depth = path, 0

    def visit(self, node: ast.AST) -> Any:
        is_function = isinstance(node, _FUNCTIONS)
        self.depth += is_function
        node = self.generic_visit(node)
        if self.depth and not isinstance(node, ast.ClassDef):
            for name in ("body", "orelse", "finalbody"):
                statements = getattr(node, name, None)
                if isinstance(statements, list):
                    setattr(node, name, [*self._mark(statements)])
        self.depth -= is_function
        return node

    def _mark(self, statements: list[ast.stmt]) -> Iterator[ast.stmt]:
        for statement in statements:
            if not _has_to_be_first(statement):
                place = ast.Constant((self.path, statement.lineno))
                call = ast.Expr(ast.Call(ast.Name(MARK, ast.Load()), [place], []))
                yield ast.copy_location(call, statement)
            yield statement


def _has_to_be_first(statement: ast.stmt) -> bool:
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text or isinstance(statement, ast.Global | ast.Nonlocal)


def mark_lines(source: str | bytes, path: str) -> ast.Module:
    """Return the code of the module at ``path`` with marks, to be compiled."""
    marked: ast.Module = _Marks(path).visit(ast.parse(source))
    return ast.fix_missing_locations(marked)


def find_marked_line(source: str, line: int) -> int | None:
    """Return the line that the mark of the innermost statement at ``line`` says; None if no mark.

    Outside of functions there are none.
    """
    found = None
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, _FUNCTIONS):
            for node in ast.walk(function):
                is_at = isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
                if is_at and node is not function and node.lineno > (found or 0):
                    found = node.lineno
    return found
