"""The metadata of one small service, in XML and in JSON, and a document of its lists."""

from __future__ import annotations

from typing import Any

from tests.listproof.infer.lists import TEXT, WHOLE, array, obj, param

XML = """<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:Reference Uri="https://example.org/Org.OData.Capabilities.V1.xml">
    <edmx:Include Alias="Can" Namespace="Org.OData.Capabilities.V1"/>
  </edmx:Reference>
  <edmx:DataServices>
    <Schema Namespace="org.shop" Alias="self" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EntityType Name="Thing" Abstract="true">
        <Key><PropertyRef Name="Number"/></Key>
        <Property Name="Number" Type="Edm.Int32" Nullable="false"/>
      </EntityType>
      <EntityType Name="Order" BaseType="self.Thing">
        <Property Name="State" Type="Edm.String"/>
        <NavigationProperty Name="Lines" Type="Collection(self.Line)"/>
      </EntityType>
      <EntityType Name="Line">
        <Key><PropertyRef Name="Order"/><PropertyRef Name="Row"/></Key>
      </EntityType>
      <EntityContainer Name="Container">
        <EntitySet Name="Orders" EntityType="self.Order">
          <Annotation Term="Can.FilterRestrictions">
            <Record>
              <PropertyValue Property="NonFilterableProperties">
                <Collection><PropertyPath>Note</PropertyPath></Collection>
              </PropertyValue>
              <PropertyValue Property="RequiredProperties">
                <Collection><PropertyPath>State</PropertyPath></Collection>
              </PropertyValue>
            </Record>
          </Annotation>
          <Annotation Term="Org.OData.Capabilities.V1.SortRestrictions">
            <Record>
              <PropertyValue Property="NonSortableProperties">
                <Collection><PropertyPath>Note</PropertyPath></Collection>
              </PropertyValue>
              <PropertyValue Property="AscendingOnlyProperties">
                <Collection><PropertyPath>State</PropertyPath></Collection>
              </PropertyValue>
            </Record>
          </Annotation>
        </EntitySet>
        <EntitySet Name="Events" EntityType="self.Thing"/>
      </EntityContainer>
      <Annotations Target="self.Container/Events">
        <Annotation Term="Can.TopSupported" Bool="false"/>
        <Annotation Term="Can.SkipSupported"><Bool>false</Bool></Annotation>
        <Annotation Term="Can.CountRestrictions">
          <Record><PropertyValue Property="Countable" Bool="false"/></Record>
        </Annotation>
        <Annotation Term="Elsewhere.SearchRestrictions">
          <Record><PropertyValue Property="Searchable" Bool="false"/></Record>
        </Annotation>
      </Annotations>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
"""

JSON: dict[str, Any] = {
    "$Version": "4.01",
    "$EntityContainer": "org.shop.Container",
    "$Reference": {
        "https://example.org/Org.OData.Capabilities.V1.json": {
            "$Include": [{"$Namespace": "Org.OData.Capabilities.V1", "$Alias": "Can"}]
        }
    },
    "org.shop": {
        "$Alias": "self",
        "Thing": {
            "$Kind": "EntityType",
            "$Abstract": True,
            "$Key": ["Number"],
            "Number": {"$Type": "Edm.Int32"},
        },
        "Order": {
            "$Kind": "EntityType",
            "$BaseType": "self.Thing",
            "State": {"$Nullable": True},
            "Lines": {"$Kind": "NavigationProperty", "$Collection": True, "$Type": "self.Line"},
        },
        "Line": {"$Kind": "EntityType", "$Key": ["Order", "Row"]},
        "Container": {
            "$Kind": "EntityContainer",
            "Orders": {
                "$Collection": True,
                "$Type": "self.Order",
                "@Can.FilterRestrictions": {
                    "NonFilterableProperties": ["Note"],
                    "RequiredProperties": [{"$PropertyPath": "State"}],
                },
                "@Org.OData.Capabilities.V1.SortRestrictions": {
                    "NonSortableProperties": ["Note"],
                    "AscendingOnlyProperties": ["State"],
                },
            },
            "Events": {"$Collection": True, "$Type": "self.Thing"},
        },
        "$Annotations": {
            "self.Container/Events": {
                "@Can.TopSupported": False,
                "@Can.SkipSupported": False,
                "@Can.CountRestrictions": {"Countable": False},
                "@Elsewhere.SearchRestrictions": {"Searchable": False},
            }
        },
    },
}

OPTIONS = [
    param("$top", WHOLE),
    param("$skip", WHOLE),
    param("$filter"),
    param("$orderby", array(TEXT)),
    param("$count", {"type": "boolean"}),
]
ROWS = obj(value=array(obj(Number=WHOLE, State=TEXT, Note=TEXT)))
