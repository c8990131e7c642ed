"""Format the logs of web, worker and beat: where something went wrong and of which kind it was, no values.

An error's text may repeat what somebody typed: PostgreSQL tells the row that a constraint refused, a ValidationError
the name. So exceptions are told by their types and the lines of code they passed, and what is no failure of ours (a
refused page) in one line.
"""

import logging
import traceback
from types import TracebackType

# Celery's texts of tasks that ended badly hold the error's own words.
TASKS = "celery.app.trace"


class WithoutValues(logging.Formatter):
    """One line a record; a traceback for errors alone, with types of exceptions in place of their texts."""

    def format(self, record: logging.LogRecord) -> str:
        if record.levelno < logging.ERROR:
            kind = record.exc_info and record.exc_info[0]
            record = _copy_of(record, exc_info=None, exc_text=None, stack_info=None)
            line = super().format(record)
            return f"{line} ({kind.__name__})" if kind else line
        return super().format(_copy_of(record, exc_text=None))

    def formatException(self, exc_info: tuple) -> str:
        _kind, error, trace = exc_info
        return "\n".join(_lines_of(error, trace, seen=set()))


def _copy_of(record: logging.LogRecord, **changes: object) -> logging.LogRecord:
    """Copy a record, as other handlers get it, too."""
    return logging.makeLogRecord(record.__dict__ | changes)


def _lines_of(error: BaseException | None, trace: TracebackType | None, seen: set[int]) -> list[str]:
    if error is None or id(error) in seen:
        return []
    seen.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = _lines_of(earlier, earlier and earlier.__traceback__, seen)
    for frame in traceback.extract_tb(trace):
        lines.append(f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}')
    kind = type(error)
    return [*lines, f"{kind.__module__}.{kind.__qualname__}"]


class TasksWithoutValues(logging.Filter):
    """Tells of a task its name and how it ended; not the error's text, nor what it returned."""

    def filter(self, record: logging.LogRecord) -> bool:
        data = getattr(record, "data", None) or {}
        kind = record.exc_info and record.exc_info[0]
        ended = f"ended with {kind.__name__}" if kind else record.getMessage().partition(":")[0]
        if "exc" in data or kind:
            record.msg, record.args = "Task %s[%s] %s", (data.get("name", "?"), data.get("id", "?"), ended)
        return True


def logging_settings(level: str) -> dict:
    """Return Django's LOGGING; gunicorn and Celery use the same handler."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": WithoutValues, "format": "{asctime} {levelname} {name} {message}", "style": "{"}},
        "filters": {"tasks": {"()": TasksWithoutValues}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {TASKS: {"filters": ["tasks"]}},
        "root": {"handlers": ["console"], "level": level},
    }
