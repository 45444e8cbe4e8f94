"""Words that a tenant's file gives once per language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def capitalised(text: str) -> str:
    """First letter large, the rest as it is (``str.capitalize`` would make `vt` of VT)."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Text:
    """One text in several languages; the file's first language is what a missing one falls back to."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_language)

    def in_language(self, language: str, *fallbacks: str) -> str:
        """The text in ``language``, else in the first of ``fallbacks`` that has one, else ''."""
        for candidate in (language, *fallbacks):
            if candidate in self.by_language:
                return self.by_language[candidate]
        return ""
