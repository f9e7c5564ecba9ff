"""The HTTP interface: thin functions that parse, call and translate."""

from fastapi import Response

from api.errors import MEDIA_TYPE, ErrorAnswer


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """A file that is made anew each time it is asked for."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def refusals(**reasons: str) -> dict[int | str, dict[str, object]]:
    """OpenAPI entries for answers that refuse: refusals(e404="no such plan")."""
    schema = ErrorAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    found: dict[int | str, dict[str, object]] = {}
    for name, reason in reasons.items():
        status = int(name[1:])
        example = ErrorAnswer(title=reason, status=status, detail=reason).model_dump(exclude_none=True)
        found[status] = {
            "description": reason,
            "content": {MEDIA_TYPE: {"schema": schema, "example": example}},
        }
    return found
