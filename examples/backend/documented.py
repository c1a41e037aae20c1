"""openapi-core in a Flask service: a view whose requests are checked against its OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from flask import current_app, request
from openapi_core import Config, OpenAPI
from openapi_core.casting.schemas import oas30_casters_dict
from openapi_core.casting.schemas.casters import AnyCaster, IntegerCaster, TypesCaster
from openapi_core.casting.schemas.exceptions import CastError
from openapi_core.casting.schemas.factories import SchemaCastersFactory
from openapi_core.contrib.flask.decorators import FlaskOpenAPIViewDecorator
from openapi_core.contrib.flask.handlers import FlaskOpenAPIErrorsHandler
from openapi_core.contrib.flask.requests import FlaskOpenAPIRequest
from openapi_core.templating.paths.finders import APICallPathFinder
from openapi_core.templating.paths.iterators import SimpleServersIterator
from openapi_core.validation.request.exceptions import ParameterValidationError
from openapi_core.validation.schemas import oas30_write_schema_validators_factory
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue

from .query import whole_number
from .refusals import Refused


class StrictInteger(IntegerCaster):
    """Only plain decimal digits are an integer; openapi-core's own caster takes all that `int()` takes."""

    def cast(self, value: str | bytes) -> int:
        number = whole_number(value) if isinstance(value, str) else None
        if number is None:
            raise ValueError("not an integer")
        return number


class AnyHost(APICallPathFinder):
    """Finds operations by their path alone: this service does not run on the document's hosts."""

    servers_iterator = SimpleServersIterator()


class DocumentedRequest(FlaskOpenAPIRequest):
    """A request whose HEAD is checked as the GET that it stands for."""

    @property
    def method(self) -> str:
        return "get" if self.request.method == "HEAD" else super().method


class Unprocessable(FlaskOpenAPIErrorsHandler):
    """Refuses with 422, naming each parameter and what it must be."""

    def __call__(self, errors: Iterable[Exception]) -> NoReturn:
        details = []
        for error in errors:
            if not isinstance(error, ParameterValidationError):
                raise error  # a fault of this service, not of its client
            details.append(f"{error.name}: {_wanted(error.__cause__)}")
        raise Refused(422, "Invalid query parameters", details=details)


class DocumentedView(FlaskOpenAPIViewDecorator):
    """Checks each request of a view against the document, and under test each answer as well."""

    @classmethod
    def of_file(cls, document: Path) -> DocumentedView:
        """The decorator for the views of one OpenAPI 3.0 document."""
        casters = TypesCaster({**oas30_casters_dict, "integer": StrictInteger}, AnyCaster)
        config = Config(
            path_finder_cls=AnyHost,
            schema_casters_factory=SchemaCastersFactory(oas30_write_schema_validators_factory, casters),
        )
        openapi = OpenAPI.from_file_path(str(document), config=config)
        return cls(openapi, request_cls=DocumentedRequest, errors_handler_cls=Unprocessable)

    def should_validate_response(self) -> bool:
        return current_app.testing


def parameters() -> Mapping[str, Any]:
    """The query parameters of a checked request: integers and strings, with the documented defaults.

    openapi-core takes the first of two values and says nothing, so what was sent twice is refused here.
    """
    checked: Mapping[str, Any] = request.openapi.parameters.query  # type: ignore[attr-defined]
    repeated = [name for name in checked if len(request.args.getlist(name)) > 1]
    if repeated:
        details = [f"{name}: Must be given once" for name in repeated]
        raise Refused(422, "Invalid query parameters", details=details)
    return checked


_RULES: Mapping[str, Callable[[Any], str]] = {
    "enum": lambda allowed: f"Must be one of {', '.join(allowed)}",
    "minimum": lambda least: f"Must be at least {least}",
    "maximum": lambda most: f"Must be at most {most}",
}


def _wanted(cause: BaseException | None) -> str:
    """What a parameter must be, by the reason for which openapi-core refused it."""
    if isinstance(cause, CastError):
        return f"Must be an {cause.type}"
    if isinstance(cause, InvalidSchemaValue):
        errors: Iterable[Any] = cause.schema_errors  # jsonschema's, declared as plain exceptions
        broken = [(str(error.validator), error.validator_value) for error in errors]
        return "; ".join(
            _RULES[rule](value) if rule in _RULES else f"Breaks {rule}" for rule, value in broken
        )
    return "Must not be empty"
