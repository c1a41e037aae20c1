import { ListError } from "../api/refusals";

interface Props {
  error: Error;
  again: () => void;
}

/** What went wrong, in words that tell the reader what to do about it. */
export function Failure({ error, again }: Props) {
  const status = error instanceof ListError ? error.status : 0;
  return (
    <section className="notice" role="alert" data-status={status}>
      <h2>{headline(status)}</h2>
      <p>{error.message}</p>
      {status === 401 || status === 403 ? null : (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </section>
  );
}

function headline(status: number): string {
  if (status === 401) return "You are not signed in.";
  if (status === 403) return "This list is not yours to see.";
  if (status === 400 || status === 422) return "The list can't be shown like this.";
  if (status === 429) return "Too many requests at once.";
  if (status >= 500) return "The server failed.";
  return "No answer could be had.";
}

/** Said while a busy server is left alone for as long as it asked. */
export function Waiting({ failures, reason }: { failures: number; reason: Error | null }) {
  if (failures === 0 || reason === null) return null;
  return (
    <p role="status" className="quiet">
      {reason.message} Trying again, attempt {failures + 1} …
    </p>
  );
}
