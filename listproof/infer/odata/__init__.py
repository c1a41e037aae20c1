"""OData: what its query options can't be stated to do, and what a service's metadata adds to a document.

    $metadata ──csdl_xml, csdl_json──> Metadata ──applying──> Proposal

Documents that are made from a service's metadata lose what the metadata says of keys, and most of what it
says of what can be filtered, sorted and paged.
"""
