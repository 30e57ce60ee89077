"""One field template for all forms: label, input, hint, error, tied together for screen readers."""

from django import forms
from django.forms.renderers import TemplatesSetting

CONTROLS = (
    (forms.CheckboxSelectMultiple, "form-choices"),
    (forms.RadioSelect, "form-choices"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.HiddenInput, ""),
    (forms.Widget, "form-control"),
)


def control_class(widget):
    """The class of our style sheets for a widget; the first row that fits counts."""
    return next(name for kind, name in CONTROLS if isinstance(widget, kind))


class StyledBoundField(forms.BoundField):
    """A field of any form, ours or a library's, with the class of our style sheets on its input.

    A field class may carry `unit` (shown inside the input at the right) and a form `warnings`
    (name → sentence: odd but legal, saving stays possible) and `said` (name → where the value comes from).
    """

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        name = f"{widget.attrs.get('class', '')} {control_class(widget)}".strip()
        if widget.attrs.get("placeholder") == self.label:
            attrs["placeholder"] = False  # says nothing that the label does not say
        return attrs | {"class": name} if name else attrs

    @property
    def unit(self):
        return getattr(self.field, "unit", "")

    @property
    def warning(self):
        return getattr(self.form, "warnings", {}).get(self.name, "")

    @property
    def said(self):
        return getattr(self.form, "said", {}).get(self.name)

    @property
    def is_choice(self):
        """A single box, whose label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_group(self):
        return isinstance(self.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


class Renderer(TemplatesSetting):
    """Named in settings as FORM_RENDERER, so that allauth and django-filter look alike too."""

    field_template_name = "core/_field.html"
    form_template_name = "core/_fields.html"
    bound_field_class = StyledBoundField
