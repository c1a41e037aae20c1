/** The state of the page in its address, so that it can be linked to, reloaded and gone back from. */

import { useCallback, useSyncExternalStore } from "react";

const CHANGED = "listproof:address";

function subscribe(told: () => void): () => void {
  window.addEventListener("popstate", told);
  window.addEventListener(CHANGED, told);
  return () => {
    window.removeEventListener("popstate", told);
    window.removeEventListener(CHANGED, told);
  };
}

export interface Address {
  get(name: string): string;
  /** Set these parameters; an empty value removes one. */
  set(values: Record<string, string>): void;
}

export function useAddress(): Address {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const get = useCallback((name: string) => new URLSearchParams(search).get(name) ?? "", [search]);
  const set = useCallback((values: Record<string, string>) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(values)) {
      if (value === "") next.delete(name);
      else next.set(name, value);
    }
    window.history.pushState(null, "", `?${next}`);
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  return { get, set };
}
