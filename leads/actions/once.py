"""A form that is sent twice makes one row: its token is unique, and the second is answered with the first."""


def written_before(model, clash, *, form_token, **also):
    row = form_token and model.objects.filter(form_token=form_token, **also).order_by("pk").first()
    if not row:
        raise clash
    return row
