import { CALLERS } from "./api/lists";
import { BatchTable } from "./batches/BatchTable";
import { CallFeed } from "./calls/CallFeed";
import { useAddress } from "./shown/useAddress";

const VIEWS = { batches: "Batches", calls: "Calls" } as const;

/** One page with two lists. Who asks, and what the mock is asked for besides, can be chosen. */
export function App() {
  const address = useAddress();
  const view = address.get("view") === "calls" ? "calls" : "batches";
  const asker = { caller: address.get("caller") || "main", prefer: address.get("prefer") };
  return (
    <>
      <header>
        <h1>Batches and calls</h1>
        <nav aria-label="Lists">
          {Object.entries(VIEWS).map(([name, title]) => (
            <a
              key={name}
              href={`?view=${name}&caller=${asker.caller}`}
              aria-current={name === view ? "page" : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      </header>
      <main>
        <div className="controls">
          <label>
            Signed in as
            <select value={asker.caller} onChange={(event) => address.set({ caller: event.target.value, offset: "" })}>
              {CALLERS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label>
            Ask the mock for (Prefer)
            <input
              key={asker.prefer}
              defaultValue={asker.prefer}
              placeholder="code=429"
              spellCheck={false}
              onKeyDown={(event) => {
                if (event.key === "Enter") address.set({ prefer: event.currentTarget.value.trim() });
              }}
              onBlur={(event) => address.set({ prefer: event.target.value.trim() })}
            />
          </label>
        </div>
        {view === "calls" ? <CallFeed asker={asker} /> : <BatchTable asker={asker} />}
      </main>
    </>
  );
}
