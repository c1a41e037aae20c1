"""A project of one file: a model, a serializer, and three lists that differ in their pagination alone."""

from __future__ import annotations

import django
from django.conf import settings
from django.core.asgi import get_asgi_application

settings.configure(
    SECRET_KEY="only for this example",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    USE_TZ=True,
    INSTALLED_APPS=["django_filters", "rest_framework", "drf_spectacular"],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:orders?mode=memory&cache=shared"}
    },
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_FILTER_BACKENDS": [
            "django_filters.rest_framework.DjangoFilterBackend",
            "rest_framework.filters.OrderingFilter",
            "rest_framework.filters.SearchFilter",
        ],
        "PAGE_SIZE": 20,
    },
    SPECTACULAR_SETTINGS={"TITLE": "Orders", "VERSION": "1.0.0", "SERVE_INCLUDE_SCHEMA": False},
)
django.setup()

from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402
from drf_spectacular.views import SpectacularAPIView  # noqa: E402
from rest_framework import generics, pagination, serializers  # noqa: E402

from examples.servers.rows import STATUSES, orders  # noqa: E402


class Order(models.Model):
    customer = models.CharField(max_length=80)
    status = models.CharField(max_length=20, choices=[(status, status.title()) for status in STATUSES])
    owner = models.CharField(max_length=40)
    amount = models.IntegerField(help_text="In cents.")
    urgent = models.BooleanField(default=False)
    created = models.DateTimeField()

    class Meta:
        app_label = "orders"
        ordering = ("-created", "id")


class OrderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ("id", "customer", "status", "owner", "amount", "urgent", "created")


class PurchaseSerializer(OrderSerializer):
    """The same by another name: the document has one kind of page for each serializer."""


class SaleSerializer(OrderSerializer):
    """And by a third."""


class Orders(generics.ListAPIView):
    queryset = Order.objects.all()
    filterset_fields = {  # noqa: RUF012 - as its documentation writes it
        "status": ["exact", "in"],
        "owner": ["exact"],
        "urgent": ["exact"],
        "amount": ["gte", "lte"],
    }
    ordering_fields = ("created", "amount", "customer")
    search_fields = ("customer",)


class Pages(pagination.PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = 100


class Offsets(pagination.LimitOffsetPagination):
    max_limit = 100


class Cursors(pagination.CursorPagination):
    page_size_query_param = "page_size"
    max_page_size = 100


class OrdersByPage(Orders):
    serializer_class = OrderSerializer
    pagination_class = Pages


class OrdersByOffset(Orders):
    serializer_class = PurchaseSerializer
    pagination_class = Offsets


class OrdersByCursor(Orders):
    serializer_class = SaleSerializer
    pagination_class = Cursors


urlpatterns = [
    path("by-page/orders/", OrdersByPage.as_view()),
    path("by-offset/orders/", OrdersByOffset.as_view()),
    path("by-cursor/orders/", OrdersByCursor.as_view()),
    path("schema/", SpectacularAPIView.as_view()),
]

with connection.schema_editor() as editor:
    editor.create_model(Order)
Order.objects.bulk_create(Order(**order) for order in orders())
app = get_asgi_application()
