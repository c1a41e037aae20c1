// The least that Node.js can do: the same bytes for whoever asks.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, page] = process.argv.slice(2);
const body = readFileSync(page);
const headers = { 'content-type': 'application/json', 'content-length': body.length };

createServer((_, answer) => answer.writeHead(200, headers).end(body)).listen(Number(port), '127.0.0.1');
