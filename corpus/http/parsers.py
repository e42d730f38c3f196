"""How the body of a request becomes data, or a problem that says why it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from corpus.strict_json import BadJSON, read_json


class StrictJSONParser(JSONParser):
    """JSON whose numbers are finite and whose nesting is bounded; all else is a 400."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        encoding = (parser_context or {}).get("encoding", settings.DEFAULT_CHARSET)
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise ParseError(f"The body is larger than {most} bytes. Files go to imports/.")
        try:
            return read_json(body.decode(encoding))
        except BadJSON as error:
            raise ParseError(f"The body {error}.") from error
        # LookupError: the charset that was named is none of text.
        except (UnicodeError, LookupError) as error:
            raise ParseError(f"The body is not text in {encoding}.") from error
