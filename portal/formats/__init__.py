"""Our own date and number formats: ``FORMAT_MODULE_PATH = "portal.formats"``."""
