/** The pages of an endless list as one list, in which nothing stands twice and nothing is missing. */

import type { Call, CallPage } from "../api/lists";

export interface Merged {
  rows: Call[];
  total: number;
  /** Whether rows came or went between the pages, so that some may have slipped from one page to another. */
  moved: boolean;
}

/**
 * Rows that were inserted while somebody scrolled push others to the next page, where they come again: the
 * second time is dropped. Rows that were deleted pull others to a page that was read already, where nobody
 * sees them: then the total differs, or fewer rows came than it says, and the list has to be read anew.
 */
export function merged(pages: CallPage[]): Merged {
  const rows = new Map<string, Call>();
  let twice = false;
  for (const page of pages) {
    for (const call of page.calls) {
      twice ||= rows.has(call.jobId);
      if (!rows.has(call.jobId)) rows.set(call.jobId, call);
    }
  }
  const last = pages.at(-1);
  const totals = new Set(pages.map((page) => page.pagination.total));
  const incomplete = last !== undefined && !last.pagination.hasNext && rows.size !== last.pagination.total;
  return { rows: [...rows.values()], total: last?.pagination.total ?? 0, moved: twice || totals.size > 1 || incomplete };
}
