"""The servers that are compared, floors first. Versions are fixed: the figures can be made again."""

from __future__ import annotations

from benchmarks.peers.peer import Peer, Words

NODE = "24.21.0"
"""Node.js for all peers that need it: the newest Prism asks for this line."""

OURS = "Listproof"
BARE = "bare uvicorn"
_UVICORN = (
    *("<python>", "-m", "uvicorn", "--app-dir", "<home>", "--host", "127.0.0.1", "--port", "<port>"),
    *("--http", "httptools", "--loop", "uvloop", "--lifespan", "off"),
    *("--no-access-log", "--no-server-header", "--log-level", "error"),
)
_MODULES = "<home>/node_modules"
_MOCKOON = (
    *("<node>", f"{_MODULES}/@mockoon/cli/bin/run.js", "start", "--port", "<port>"),
    *("--hostname", "127.0.0.1", "--repair", "--disable-log-to-file", "--disable-admin-api"),
)
_PRISM = (
    *("<node>", f"{_MODULES}/@stoplight/prism-cli/dist/index.js", "mock", "--errors"),
    *("--host", "127.0.0.1", "--port", "<port>", "<document>"),
)

PEERS = (
    Peer(
        name="nginx",
        about="a static file",
        program="nginx",
        version=("nginx", "-v"),
        files=("nginx.conf", "page.json"),
        command=("nginx", "-e", "<home>/errors.log", "-p", "<home>", "-c", "<home>/nginx.conf"),
    ),
    Peer(
        name=BARE,
        about="an ASGI app that sends the page's bytes to whoever asks",
        python=("uvicorn", "uvloop", "httptools"),
        files=("bare_uvicorn.py",),
        command=(*_UVICORN, "bare_uvicorn:app"),
    ),
    Peer(
        name="bare Node.js",
        about="its http server, sending the page's bytes to whoever asks",
        files=("bare_node.mjs",),
        command=("<node>", "<home>/bare_node.mjs", "<port>", "<page>"),
    ),
    Peer(
        name=OURS,
        about="rows, read by the contract",
        python=("listproof", "connexion"),
        command=("<python>", "-m", "listproof", "mock", "<spec>", "--port", "<port>"),
    ),
    Peer(
        name="FastAPI by hand",
        about="a typed handler over rows",
        python=("fastapi", "pydantic"),
        files=("by_hand_in_fastapi.py",),
        command=(*_UVICORN, "by_hand_in_fastapi:app"),
    ),
    Peer(
        name="Connexion by hand",
        about="a handler over rows behind Connexion's AsyncApp",
        python=("connexion",),
        files=("by_hand_in_connexion.py", "connexion_key.py"),
        command=(*_UVICORN, "--factory", "by_hand_in_connexion:app"),
    ),
    Peer(
        name="Connexion's mock, AsyncApp",
        about="the document's example",
        python=("connexion",),
        files=("connexion_mock.py", "connexion_key.py"),
        command=(*_UVICORN, "--factory", "connexion_mock:with_starlette"),
    ),
    Peer(
        name="Connexion's mock, FlaskApp",
        about="the document's example",
        python=("connexion", "flask"),
        pip=("a2wsgi==1.10.10",),
        files=("connexion_mock.py", "connexion_key.py"),
        command=(*_UVICORN, "--factory", "connexion_mock:with_flask"),
    ),
    Peer(
        name="Prism 5",
        about="the document's example",
        npm=("@stoplight/prism-cli@5.16.0",),
        command=(*_PRISM, "--verboseLevel", "silent"),
    ),
    Peer(
        name="Prism 4",
        about="the document's example (it has no flag that silences its log)",
        npm=("@stoplight/prism-cli@4.14.1",),
        command=_PRISM,
    ),
    Peer(
        name="json-server 0.17",
        about="rows of a JSON file",
        npm=("json-server@0.17.4",),
        files=("database.json",),
        command=(
            *("<node>", f"{_MODULES}/json-server/lib/cli/bin.js", "<home>/database.json", "--quiet"),
            *("--host", "127.0.0.1", "--port", "<port>"),
        ),
        words=Words(path="/call-batches", page="_page", size="_limit", items=""),
    ),
    Peer(
        name="json-server 1.x",
        about="rows of a JSON file",
        npm=("json-server@1.0.0-beta.15",),
        files=("database.json",),
        command=(
            *("<node>", f"{_MODULES}/json-server/lib/bin.js", "<home>/database.json"),
            *("--host", "127.0.0.1", "--port", "<port>"),
        ),
        words=Words(path="/call-batches", page="_page", size="_per_page", items="/data"),
    ),
    Peer(
        name="Mockoon, a data bucket",
        about="rows behind its CRUD route",
        npm=("@mockoon/cli@9.9.0",),
        command=(*_MOCKOON, "--data", "<mockoon_rows>"),
        words=Words(status="status_eq", items=""),
    ),
    Peer(
        name="Mockoon, a body",
        about="a route whose body is the page",
        npm=("@mockoon/cli@9.9.0",),
        command=(*_MOCKOON, "--data", "<mockoon_page>"),
    ),
    Peer(
        name="Mockoon, the document",
        about="what it makes of the document by itself",
        npm=("@mockoon/cli@9.9.0",),
        command=(*_MOCKOON, "--data", "<document>"),
    ),
    Peer(
        name="openapi-backend",
        about="the document's example, behind Node's http server",
        npm=("openapi-backend@5.21.2",),
        files=("openapi_backend.mjs",),
        command=("<node>", "<home>/openapi_backend.mjs", "<port>", "<document>", "<key>", "checked"),
    ),
    Peer(
        name="openapi-backend, unchecked",
        about="the same without its validation and without a handler for the key",
        npm=("openapi-backend@5.21.2",),
        files=("openapi_backend.mjs",),
        command=("<node>", "<home>/openapi_backend.mjs", "<port>", "<document>", "<key>", "unchecked"),
    ),
    Peer(
        name="MSW by hand",
        about="a handler over rows behind its Express server, which does not work with MSW 3 yet",
        npm=("msw@2.15.0", "@mswjs/http-middleware@0.10.3"),
        files=("msw.mjs",),
        command=("<node>", "<home>/msw.mjs", "<port>", "<rows>", "<key>"),
    ),
    Peer(
        name="Scalar",
        about="the document's example",
        npm=("@scalar/mock-server@0.14.4", "@hono/node-server@2.1.8"),
        files=("scalar.mjs",),
        command=("<node>", "<home>/scalar.mjs", "<port>", "<document>"),
    ),
    Peer(
        name="mountebank",
        about="an imposter whose body is the page",
        npm=("@mbtest/mountebank@2.9.2",),
        files=("mountebank.json",),
        command=(
            *("<node>", f"{_MODULES}/@mbtest/mountebank/bin/mb", "start", "--nologfile", "--localOnly"),
            *("--loglevel", "error", "--pidfile", "<home>/mb.pid"),
            *("--port", "<spare>", "--configfile", "<home>/mountebank.json"),
        ),
    ),
)
