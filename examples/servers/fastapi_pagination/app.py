"""A FastAPI application of one file: a table, a model, and three lists that differ in pagination alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, FastAPI
from fastapi_pagination import LimitOffsetPage, Page, add_pagination
from fastapi_pagination.cursor import CursorPage
from fastapi_pagination.ext.sqlalchemy import paginate
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, StaticPool, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from examples.servers.rows import orders

Status = Literal["open", "paid", "shipped", "returned"]


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str]
    status: Mapped[str]
    owner: Mapped[str]
    amount: Mapped[int]
    urgent: Mapped[bool]
    created: Mapped[datetime]


class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    customer: str
    status: Status
    owner: str
    amount: int
    urgent: bool
    created: datetime


engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
app = FastAPI(title="Orders", version="1.0.0")
add_pagination(app)


def session() -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


def chosen(
    status: Status | None = None,
    owner: str | None = None,
    urgent: bool | None = None,
    min_amount: int | None = None,
    sort: Literal["created", "-created", "amount", "-amount"] = "-created",
) -> Select[Order]:
    query = select(Order)
    if status is not None:
        query = query.where(Order.status == status)
    if owner is not None:
        query = query.where(Order.owner == owner)
    if urgent is not None:
        query = query.where(Order.urgent == urgent)
    if min_amount is not None:
        query = query.where(Order.amount >= min_amount)
    column = getattr(Order, sort.removeprefix("-"))
    return query.order_by(column.desc() if sort.startswith("-") else column, Order.id)


Chosen = Annotated[Select[Order], Depends(chosen)]
Opened = Annotated[Session, Depends(session)]


@app.get("/by-page/orders")
def orders_by_page(query: Chosen, opened: Opened) -> Page[OrderOut]:
    return paginate(opened, query)


@app.get("/by-offset/orders")
def orders_by_offset(query: Chosen, opened: Opened) -> LimitOffsetPage[OrderOut]:
    return paginate(opened, query)


@app.get("/by-cursor/orders")
def orders_by_cursor(query: Chosen, opened: Opened) -> CursorPage[OrderOut]:
    return paginate(opened, query)


Base.metadata.create_all(engine)
with Session(engine) as filling:
    for order in orders():
        filling.add(Order(**{**order, "created": datetime.fromisoformat(order["created"])}))
    filling.commit()
