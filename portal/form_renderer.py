"""One renderer for all forms.

``{{ form }}`` is the error summary and its fields, ``{{ form.x.as_field_group }}`` one field.

A field may say more about itself by plain attributes: ``rules`` (list of dicts ``text`` and ``met``: True, False or None
before anything was typed) shows the rules of a password; ``optional_mark = False`` leaves out the word "optional".
"""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """Forms, fields and widgets from the project's templates, so that the components may be used in them."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
