/** The two lists, typed by their contracts. */

import createClient from "openapi-fetch";
import { API_URL, type Asker, pageOf, preferring } from "./asking";
import callers from "./callers.json";
import type { components as AgencyParts, paths as AgencyPaths } from "./generated/agency-call-batches";
import type { components as TrilletParts, paths as TrilletPaths } from "./generated/trillet-batch-calls";
import { ListError } from "./refusals";

export type Batch = AgencyParts["schemas"]["Batch"];
export type BatchPage = AgencyParts["schemas"]["BatchPage"];
export type BatchStatus = AgencyParts["schemas"]["BatchStatus"];
export type Call = TrilletParts["schemas"]["Call"];
export type CallPage = TrilletParts["schemas"]["CallPage"];

type Caller = (typeof callers)[keyof typeof callers];

export const CALLERS = Object.keys(callers);

const agency = createClient<AgencyPaths>({ baseUrl: API_URL });
const trillet = createClient<TrilletPaths>({ baseUrl: API_URL });

function known(name: string): Caller {
  const found = (callers as Record<string, Caller>)[name];
  if (found === undefined) throw new ListError(0, `No caller is called ${name}.`);
  return found;
}

export interface BatchesAsked {
  status: BatchStatus | undefined;
  limit: number;
  offset: number;
}

/** A page of the agency's batches, newest first. */
export async function batches(asker: Asker, asked: BatchesAsked, signal: AbortSignal): Promise<BatchPage> {
  const { status, limit, offset } = asked;
  const headers = { Authorization: `Bearer ${known(asker.caller).token}`, ...preferring(asker.prefer) };
  const query = status === undefined ? { limit, offset } : { limit, offset, status };
  return pageOf(agency.GET("/functions/v1/calls-batch-list", { params: { query }, headers, signal }));
}

/** A page of a batch's calls; pages count from 1. */
export async function calls(asker: Asker, page: number, limit: number, signal: AbortSignal): Promise<CallPage> {
  const { apiKey, workspace, batch } = known(asker.caller);
  return pageOf(
    trillet.GET("/v1/api/batch-calls/{batchId}/calls", {
      params: { path: { batchId: batch }, query: { page, limit }, header: { "x-workspace-id": workspace } },
      headers: { "x-api-key": apiKey, ...preferring(asker.prefer) },
      signal,
    }),
  );
}
