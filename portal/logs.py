"""One JSON object per log line: a newline in a logged value cannot forge a second line."""

import json
import logging

from tenants import scope


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, tenant; the traceback where there is one. Never the request's body or cookies."""

    def format(self, record: logging.LogRecord) -> str:
        tenant = scope.current_or_none()
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "tenant": tenant.slug if tenant is not None else None,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
