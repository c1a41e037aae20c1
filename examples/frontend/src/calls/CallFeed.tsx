import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Asker } from "../api/asking";
import { calls } from "../api/lists";
import { retry, retryDelay } from "../api/refusals";
import { Failure, Waiting } from "../shown/Failure";
import { useAddress } from "../shown/useAddress";
import { merged } from "./merged";

const MOST_READINGS = 5;

/** An endless list: the next page is fetched when the end of the last one comes near. */
export function CallFeed({ asker }: { asker: Asker }) {
  const limit = Number(useAddress().get("limit") || 50);
  const found = useInfiniteQuery({
    queryKey: ["calls", asker, limit],
    queryFn: ({ pageParam, signal }) => calls(asker, pageParam, limit, signal),
    initialPageParam: 1,
    getNextPageParam: (page) => (page.pagination.hasNext ? page.pagination.page + 1 : undefined),
    retry,
    retryDelay,
  });
  const { rows, total, moved } = merged(found.data?.pages ?? []);
  const { fetchNextPage, hasNextPage, isFetching, isError, refetch } = found;

  // Read anew what moved under the scroll, from the first page to the last that is on screen.
  const readings = useRef(0);
  useEffect(() => {
    if (!moved) readings.current = 0;
    else if (!isFetching && !isError && readings.current < MOST_READINGS) {
      readings.current += 1;
      void refetch();
    }
  }, [moved, isFetching, isError, refetch]);

  const end = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const seen = end.current;
    if (seen === null || !hasNextPage || isFetching || isError) return;
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void fetchNextPage();
      },
      { rootMargin: "300px" },
    );
    watcher.observe(seen);
    return () => watcher.disconnect();
  }, [fetchNextPage, hasNextPage, isFetching, isError]);

  if (found.isPending) {
    return (
      <>
        <Waiting failures={found.failureCount} reason={found.failureReason} />
        <p role="status">Loading calls …</p>
      </>
    );
  }
  if (found.data === undefined) return <Failure error={found.error} again={() => void refetch()} />;
  if (rows.length === 0) {
    return (
      <p className="empty" data-testid="empty">
        No calls in this batch.
      </p>
    );
  }
  return (
    <>
      <ol className="calls" aria-label="Calls" data-testid="calls">
        {rows.map((call) => (
          <li key={call.jobId} data-id={call.jobId}>
            <span>{call.phone_number}</span>
            <span className="quiet">{call.status}</span>
          </li>
        ))}
      </ol>
      <Waiting failures={found.failureCount} reason={isFetching ? found.failureReason : null} />
      {isError ? <Failure error={found.error} again={() => void fetchNextPage()} /> : null}
      <p ref={end} role="status" className="quiet" data-testid="reached">
        {hasNextPage ? `${rows.length} of ${total} calls …` : `All ${rows.length} calls.`}
      </p>
    </>
  );
}
