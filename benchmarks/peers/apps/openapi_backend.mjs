// openapi-backend with its mock of each operation; with `checked`, its validation and a handler for the key too.
import { createServer } from 'node:http';
import { OpenAPIBackend } from 'openapi-backend';

const [port, document, key, checks] = process.argv.slice(2);
const send = (answer, status, body) =>
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const checked = checks === 'checked';
const api = new OpenAPIBackend({
  definition: document,
  validate: checked,
  handlers: {
    notImplemented: (call, _, answer) => {
      const { status, mock } = call.api.mockResponseForOperation(call.operation.operationId);
      send(answer, status, mock);
    },
    validationFail: (call, _, answer) => send(answer, 422, { errors: call.validation.errors }),
    ...(checked && { unauthorizedHandler: (_call, _, answer) => send(answer, 401, { error: 'unauthorized' }) }),
    notFound: (_call, _, answer) => send(answer, 404, { error: 'not found' }),
  },
});
if (checked) {
  api.registerSecurityHandler('secretKey', (call) => call.request.headers.authorization === `Bearer ${key}`);
}
await api.init();

createServer((request, answer) => {
  const { pathname, search } = new URL(request.url, 'http://127.0.0.1');
  const asked = { method: request.method, path: pathname, query: search.slice(1), headers: request.headers };
  api.handleRequest(asked, request, answer);
}).listen(Number(port), '127.0.0.1');
