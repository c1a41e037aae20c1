"""A Flask application of one file: two schemas, a blueprint, and a list that the library cuts into pages."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields, validate

from examples.servers.rows import STATUSES, Order, orders

app = Flask(__name__)
app.config |= {"API_TITLE": "Orders", "API_VERSION": "1.0.0", "OPENAPI_VERSION": "3.0.3"}
app.config |= {"OPENAPI_URL_PREFIX": "/"}
api = Api(app)
blueprint = Blueprint("orders", "orders", url_prefix="/orders", description="Orders")


class OrderSchema(Schema):
    id = fields.Int(required=True)
    customer = fields.Str(required=True)
    status = fields.Str(required=True, validate=validate.OneOf(STATUSES))
    owner = fields.Str(required=True)
    amount = fields.Int(required=True)
    urgent = fields.Bool(required=True)
    created = fields.Str(required=True, metadata={"format": "date-time"})


class OrderQuerySchema(Schema):
    status = fields.Str(validate=validate.OneOf(STATUSES))
    owner = fields.Str()
    urgent = fields.Bool()


@blueprint.route("/")
class Orders(MethodView):
    @blueprint.arguments(OrderQuerySchema, location="query")
    @blueprint.response(200, OrderSchema(many=True))
    @blueprint.paginate()
    def get(self, wanted: dict[str, Any], pagination_parameters: Any) -> list[Order]:
        found = [row for row in orders() if wanted.items() <= row.items()]
        pagination_parameters.item_count = len(found)
        return found[pagination_parameters.first_item : pagination_parameters.last_item + 1]


api.register_blueprint(blueprint)
