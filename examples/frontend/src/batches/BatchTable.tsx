import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Asker } from "../api/asking";
import { type Batch, type BatchStatus, batches } from "../api/lists";
import { retry, retryDelay } from "../api/refusals";
import { Failure, Waiting } from "../shown/Failure";
import { useAddress } from "../shown/useAddress";

const STATUSES: BatchStatus[] = ["pending", "scheduled", "processing", "paused", "completed", "failed", "cancelled"];
const SIZES = [10, 25, 50, 100];

/** A table with pages, a filter and a choice of size: everything that it shows comes from the list's own answer. */
export function BatchTable({ asker }: { asker: Asker }) {
  const address = useAddress();
  const status = (address.get("status") || undefined) as BatchStatus | undefined;
  const limit = Number(address.get("limit") || 25);
  const offset = Number(address.get("offset") || 0);
  const found = useQuery({
    queryKey: ["batches", asker, status, limit, offset],
    queryFn: ({ signal }) => batches(asker, { status, limit, offset }, signal),
    placeholderData: keepPreviousData,
    retry,
    retryDelay,
  });

  return (
    <>
      <form className="controls" onSubmit={(event) => event.preventDefault()}>
        <label>
          Status
          <select value={status ?? ""} onChange={(event) => address.set({ status: event.target.value, offset: "" })}>
            <option value="">all</option>
            {STATUSES.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label>
          Rows on a page
          <select value={limit} onChange={(event) => address.set({ limit: event.target.value, offset: "" })}>
            {(SIZES.includes(limit) ? SIZES : [...SIZES, limit]).map((size) => (
              <option key={size}>{size}</option>
            ))}
          </select>
        </label>
      </form>
      <Waiting failures={found.failureCount} reason={found.isFetching ? found.failureReason : null} />
      {found.isError ? (
        <Failure error={found.error} again={() => void found.refetch()} />
      ) : found.isPending ? (
        <p role="status">Loading batches …</p>
      ) : found.data.batches.length === 0 ? (
        <p className="empty" data-testid="empty">
          {offset > 0 && found.data.pagination.total > 0 ? (
            <>
              There is nothing on this page any more.{" "}
              <button type="button" onClick={() => address.set({ offset: "" })}>
                To the first page
              </button>
            </>
          ) : status ? (
            `No batch is ${status}.`
          ) : (
            "No batches yet."
          )}
        </p>
      ) : (
        <>
          <Rows rows={found.data.batches} busy={found.isPlaceholderData} />
          <Pages
            {...found.data.pagination}
            shown={found.data.batches.length}
            go={(next) => address.set({ offset: next === 0 ? "" : String(next) })}
          />
        </>
      )}
    </>
  );
}

function Rows({ rows, busy }: { rows: Batch[]; busy: boolean }) {
  return (
    <div className="wide" aria-busy={busy} data-testid="batches">
      <table>
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col">Agent</th>
            <th scope="col">Status</th>
            <th scope="col" className="number">
              Completed
            </th>
            <th scope="col" className="number">
              Contacts
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-id={row.id}>
              <td>{row.campaign_name}</td>
              <td>{row.agent_name}</td>
              <td>{row.status}</td>
              <td className="number">{row.completed}</td>
              <td className="number">{row.total_contacts}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PagesProps {
  total: number;
  limit: number;
  offset: number;
  has_more: boolean;
  shown: number;
  go: (offset: number) => void;
}

/** The limit is the one that was applied, which may be smaller than the one that was asked for. */
function Pages({ total, limit, offset, has_more, shown, go }: PagesProps) {
  return (
    <nav className="pages" aria-label="Pages">
      <button type="button" disabled={offset === 0} onClick={() => go(Math.max(0, offset - limit))}>
        Previous
      </button>
      <button type="button" disabled={!has_more} onClick={() => go(offset + limit)}>
        Next
      </button>
      <span role="status" data-testid="range">
        {offset + 1} to {offset + shown} of {total}
      </span>
    </nav>
  );
}
