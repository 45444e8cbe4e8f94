"""One JSON object per log line: a newline in a logged value cannot forge a second line."""

import json
import logging
import re

from tenants import scope

KEY_IN_PATH = re.compile(r"(/accounts/(?:activate|confirm-email|password/reset/key)/)[-:\w]{12,}")
"""A link of a mail. Django writes the path of a refused request into the log, and whoever reads logs must not open accounts."""


def without_keys(text: str) -> str:
    return KEY_IN_PATH.sub(r"\1***", text)


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, tenant; the traceback where there is one.

    Never the body of a request, its cookies, or the key of a mailed link.
    """

    def format(self, record: logging.LogRecord) -> str:
        tenant = scope.current_or_none()
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_keys(record.getMessage()),
            "tenant": tenant.slug if tenant is not None else None,
        }
        if record.exc_info:
            line["traceback"] = without_keys(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
