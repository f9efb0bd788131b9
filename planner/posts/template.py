"""A post as a template: its words, channels and labels, without a time and without pictures. Pure."""

from dataclasses import replace

from planner.posts.form import Form, typed_of

LEFT_OUT = {"date", "time", "fold", "based_on", "valid_until", "pictures"}


def form_of(form: Form) -> dict[str, list[str]]:
    content = replace(form.content, pictures=(), card=None)
    typed = typed_of(content, form.labels, None, 0)
    return {name: values for name, values in typed.items() if name not in LEFT_OUT}
