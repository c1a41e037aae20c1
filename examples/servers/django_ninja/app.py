"""A project of one file: a model, a schema, and three lists that differ in their pagination alone."""

from datetime import datetime
from typing import Any, Literal

import django
from django.conf import settings
from django.core.asgi import get_asgi_application

settings.configure(
    SECRET_KEY="only for this example",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    USE_TZ=True,
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:ninja?mode=memory&cache=shared"}
    },
)
django.setup()

from django.db import connection, models  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.urls import path  # noqa: E402
from ninja import FilterSchema, NinjaAPI, Query, Schema  # noqa: E402
from ninja.pagination import LimitOffsetPagination, PageNumberPagination, paginate  # noqa: E402

from examples.servers.rows import orders  # noqa: E402

Status = Literal["open", "paid", "shipped", "returned"]


class Order(models.Model):
    customer = models.CharField(max_length=80)
    status = models.CharField(max_length=20)
    owner = models.CharField(max_length=40)
    amount = models.IntegerField()
    urgent = models.BooleanField(default=False)
    created = models.DateTimeField()

    class Meta:
        app_label = "orders"
        ordering = ("-created", "id")


class OrderOut(Schema):
    id: int
    customer: str
    status: Status
    owner: str
    amount: int
    urgent: bool
    created: datetime


class OrderFilter(FilterSchema):
    status: Status | None = None
    owner: str | None = None
    urgent: bool | None = None


api = NinjaAPI(title="Orders", docs_url=None)


@api.get("/by-offset/orders", response=list[OrderOut])
@paginate(LimitOffsetPagination)
def orders_by_offset(request: HttpRequest, filters: Query[OrderFilter]) -> Any:  # noqa: ARG001
    return filters.filter(Order.objects.all())


@api.get("/by-page/orders", response=list[OrderOut])
@paginate(PageNumberPagination)
def orders_by_page(request: HttpRequest, filters: Query[OrderFilter]) -> Any:  # noqa: ARG001
    return filters.filter(Order.objects.all())


urlpatterns = [path("", api.urls)]

with connection.schema_editor() as editor:
    editor.create_model(Order)
Order.objects.bulk_create(Order(**order) for order in orders())
app = get_asgi_application()
