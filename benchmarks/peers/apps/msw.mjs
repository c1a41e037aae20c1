// A handler of MSW behind its Express server: the page is cut, filtered and refused by hand.
import { readFileSync } from 'node:fs';
import { createServer } from '@mswjs/http-middleware';
import { http, HttpResponse } from 'msw';

const [port, file, key] = process.argv.slice(2);
const rows = JSON.parse(readFileSync(file, 'utf8'));
const statuses = new Set(['pending', 'active', 'completed', 'failed', 'cancelled']);

const handler = http.get('/api/v1/public/call-batches', ({ request }) => {
  if (request.headers.get('authorization') !== `Bearer ${key}`) {
    return HttpResponse.json({ error: 'unauthorized' }, { status: 401 });
  }
  const query = new URL(request.url).searchParams;
  const page = Number(query.get('page') ?? 1);
  const limit = Number(query.get('limit') ?? 50);
  const status = query.get('status');
  if (!(page >= 1 && limit >= 1 && limit <= 100) || (status !== null && !statuses.has(status))) {
    return HttpResponse.json({ error: 'invalid query' }, { status: 422 });
  }
  const found = status === null ? rows : rows.filter((row) => row.status === status);
  const items = found.slice((page - 1) * limit, page * limit);
  const data = { items, total: found.length, page, limit, has_more: page * limit < found.length };
  return HttpResponse.json({ status_code: 200, message: 'Call batches fetched successfully', error: null, data });
});

createServer(handler).listen(Number(port), '127.0.0.1');
