/** Who asks, and what is asked of the mock besides the list: both stand in the page's address. */

import { ListError, refusal } from "./refusals";

export const API_URL: string = import.meta.env.VITE_API_URL ?? "http://127.0.0.1:8080";

export interface Asker {
  /** The name of a caller in `callers.json`. */
  caller: string;
  /** A `Prefer` header (RFC 7240), with which the mock can be asked for a failure, a delay or a scenario. */
  prefer: string;
}

/** The headers of a preference; none where nothing is preferred, as a real backend would be asked. */
export function preferring(prefer: string): Record<string, string> {
  return prefer === "" ? {} : { Prefer: prefer };
}

interface Answered<Page> {
  data?: Page | undefined;
  error?: unknown;
  response: Response;
}

/** The page of an answer; throws ListError for a refusal and where there was no answer at all. */
export async function pageOf<Page>(asked: Promise<Answered<Page>>): Promise<Page> {
  let answered: Answered<Page>;
  try {
    answered = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ListError(0, `Nothing answers at ${API_URL}.`);
  }
  if (answered.data === undefined) throw refusal(answered.response, answered.error);
  return answered.data;
}
